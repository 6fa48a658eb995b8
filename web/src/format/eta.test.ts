import { describe, expect, it } from 'vitest';
import { duration } from './duration';
import * as fixture from '../api/types.fixture';
import { etaText, remainingText, type Expectation } from './eta';

const running: Expectation = {
  state: 'running',
  reached: false,
  etaSeconds: 100,
  since: 0,
};

describe('time to the target', () => {
  it('counts down between two looks', () => {
    expect(etaText({ ...running, etaSeconds: 18.4 })).toBe('about 18 s');
    expect(etaText({ ...running, etaSeconds: 18.4, since: 6 })).toBe('about 12 s');
    expect(etaText({ ...running, etaSeconds: 18.4, since: 30 })).toBe('less than 1 s');
  });

  it('is rounded', () => {
    expect(etaText({ ...running, etaSeconds: 93 })).toBe('about 1 min 35 s');
    expect(etaText({ ...running, etaSeconds: 1234 })).toBe('about 21 min');
    expect(etaText({ ...running, etaSeconds: 8000 })).toBe('about 2 h 10 min');
  });

  it('reports that the target was reached', () => {
    expect(etaText({ ...running, reached: true })).toBe('reached');
  });

  it('does not count down while the study is paused or waiting', () => {
    expect(etaText({ ...running, state: 'paused' })).toBe('1 min 40 s after resuming');
    expect(etaText({ ...running, state: 'submitted' })).toBe('not started');
    expect(etaText({ ...running, state: 'queued' })).toBe('not started');
    expect(etaText({ ...running, state: 'stopping' })).toBe('stopping');
    expect(etaText({ ...running, state: 'waiting' })).toBe('waiting');
  });
});

it('durations have two units', () => {
  expect([0.2, 42, 60, 185, 3600, 4830, 86_400, 187_200, null, -1].map(duration)).toEqual([
    'under 1 s',
    '42 s',
    '1 min',
    '3 min 5 s',
    '1 h',
    '1 h 21 min',
    '1 d',
    '2 d 4 h',
    '–',
    '–',
  ]);
});

describe('remaining time', () => {
  const study = fixture.study({ state: 'running', trials: 4000, maxTrials: 10_000, trialsPerSecond: 500 });

  it('is that to the target or to the limit of trials, whichever is first', () => {
    expect(remainingText({ ...study, etaSeconds: null })).toBe('about 12 s left');
    expect(remainingText({ ...study, etaSeconds: 5 })).toBe('about 5 s left');
    expect(remainingText({ ...study, etaSeconds: 50 })).toBe('about 12 s left');
    expect(remainingText({ ...study, etaSeconds: 50, maxTrials: null })).toBe('about 50 s left');
  });

  it('is unknown without a rate, and of studies that do not run', () => {
    expect(remainingText({ ...study, etaSeconds: null, trialsPerSecond: null })).toBeNull();
    expect(remainingText({ ...study, state: 'paused', etaSeconds: 50 })).toBeNull();
  });
});
