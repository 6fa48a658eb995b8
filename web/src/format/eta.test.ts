import { describe, expect, it } from 'vitest';
import { duration } from './duration';
import * as fixture from '../api/types.fixture';
import { remainingText } from './eta';

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
    const times = [0.5, 93, 1234, 8000].map((etaSeconds) =>
      remainingText({ ...study, etaSeconds, maxTrials: null }),
    );
    expect(times).toEqual([
      'less than 1 s left',
      'about 1 min 35 s left',
      'about 21 min left',
      'about 2 h 10 min left',
    ]);
  });

  it('is unknown without a rate, and of studies that do not run', () => {
    expect(remainingText({ ...study, etaSeconds: null, trialsPerSecond: null })).toBeNull();
    expect(remainingText({ ...study, state: 'paused', etaSeconds: 50 })).toBeNull();
  });
});
