import { describe, expect, it } from 'vitest';
import type { Channel, StoppingStatus, Stop, Study } from '../api/types';
import * as fixture from '../api/types.fixture';
import { moreText, moreTrials, progressText, ruleStatuses, ruleText } from './stopping';

const { stop } = fixture;
const channel = (standing: StoppingStatus, more: Partial<Channel> = {}) =>
  fixture.channel({ count: 100, nEff: 100, standing, ...more });

const words = (one: Channel, stop: Stop) => ruleStatuses(one, stop).map(ruleText);

describe('a channel against the rules', () => {
  it('is compared with each rule in use', () => {
    const one = channel('short', { reliability: 0.96, assured: 0.96, precision: 0.02 });
    const rules = ruleStatuses(one, stop({ reliability: 0.95, precision: 0.01 }));
    expect(rules.map(({ rule, standing }) => [rule, standing])).toEqual([
      ['reliability', 'reached'],
      ['precision', 'short'],
    ]);
    expect(rules.map(ruleText)).toEqual(['reliability 0.960 of 0.95', 'precision ±0.02, target ±0.01']);
    expect(ruleStatuses(one, stop({ maxTrials: 1000 }))).toEqual([]);
  });

  it('of a small map is compared by its lower limit', () => {
    const one = channel('short', { reliability: 0.97, assured: 0.91 });
    expect(ruleStatuses(one, stop({ reliability: 0.95 }))[0]).toMatchObject({
      value: 0.91,
      standing: 'short',
    });
    const unknown = channel('short', { reliability: 0.97, assured: null });
    expect(ruleStatuses(unknown, stop({ reliability: 0.95 }))[0]).toMatchObject({
      value: null,
      standing: 'short',
    });
  });

  it('with too few responses or trials reaches no rule', () => {
    expect(words(channel('rare', { reliability: 0.99 }), stop({ reliability: 0.95 }))).toEqual([
      'reliability: too few responses',
    ]);
    expect(words(channel('waiting'), stop({ precision: 0.1 }))).toEqual([
      'precision: too few trials for a verdict',
    ]);
  });

  it('of unknown precision is short of the target', () => {
    expect(words(channel('short'), stop({ precision: 0.01 }))).toEqual(['precision unknown, target ±0.01']);
  });
});

it('trials needed count from the last look', () => {
  expect(moreTrials(channel('short', { trialsTo: 5000 }), 2000)).toBe(3000);
  expect(moreTrials(channel('reached', { trialsTo: 5000 }), 2000)).toBe(0);
  expect(moreTrials(channel('short', { trialsTo: null }), 2000)).toBeNull();
  expect([moreText(12_345), moreText(0), moreText(null)]).toEqual(['+12.3 k', '0', '–']);
});

describe('the whole study', () => {
  const reached = Array.from({ length: 8 }, () => channel('reached', { trialsTo: 50_000 }));
  const study = (channels: Channel[], more: Partial<Study> = {}) =>
    fixture.study({
      trials: 50_000,
      looks: 60,
      stop: stop({ maxTrials: 1_000_000, reliability: 0.95, quantile: 1 }),
      channels,
      ...more,
    });
  const late = [channel('short', { trialsTo: 61_800 }), channel('short', { trialsTo: 55_000 })];

  it('needs as many trials as its last channel', () => {
    expect(progressText(study([...reached, ...late]))).toBe(
      '8 of 10 channels reached; about 12,000 more trials',
    );
  });

  it('needs fewer trials if a fraction of the channels suffices', () => {
    const rule = stop({ reliability: 0.95, quantile: 0.9 });
    expect(progressText(study([...reached, ...late], { stop: rule }))).toBe(
      '8 of 10 channels reached, 9 required; about 5,000 more trials',
    );
  });

  it('does not wait for rare channels, but for channels without a forecast', () => {
    expect(progressText(study([...reached, late[0]!, channel('rare')]))).toBe(
      '8 of 10 channels reached, 1 with too few responses; about 12,000 more trials',
    );
    expect(progressText(study([...reached, channel('waiting')]))).toBe(
      '8 of 9 channels reached; number of trials needed is unknown',
    );
  });

  it('reports when a limit comes first', () => {
    const rule = stop({ reliability: 0.95, maxTrials: 60_000 });
    expect(progressText(study([...reached, late[0]!], { stop: rule }))).toBe(
      '8 of 9 channels reached; about 12,000 more trials, beyond the limit of 60,000',
    );
  });

  it('needs a second look, and reports the trials that an ended study needed', () => {
    expect(progressText(study(reached))).toBe(
      '8 of 8 channels reached; the study ends if the next look confirms this',
    );
    expect(progressText(study(reached, { state: 'finished' }))).toBe(
      '8 of 8 channels reached; target reached',
    );
    expect(progressText(study([...reached, late[0]!], { state: 'finished' }))).toBe(
      '8 of 9 channels reached; about 12,000 more trials needed',
    );
  });

  it('without a target needs no trials, and has no text before its first look', () => {
    expect(progressText(study([...reached, late[0]!], { stop: stop({ maxTrials: 100_000 }) }))).toBe(
      '8 of 9 channels with reliability at least 0.95; the study has no target',
    );
    expect(progressText(study(reached, { looks: 0 }))).toBeNull();
  });
});
