import { describe, expect, it } from 'vitest';
import type { Channel, Standing, Stop, Study } from '../api/types';
import { moreText, moreTrials, progressText, ruleStandings, ruleWords } from './stopping';

const channel = (standing: Standing, more: Partial<Channel> = {}) =>
  ({
    index: 0,
    name: '0',
    count: 100,
    nEff: 100,
    r: null,
    reliability: null,
    snr: null,
    standing,
    answer: null,
    ...more,
  }) as Channel;

const words = (one: Channel, stop: Stop) => ruleStandings(one, stop).map(ruleWords);

describe('a channel against the rules', () => {
  it('is judged by each rule that is named', () => {
    const one = channel('short', { reliability: 0.96, assured: 0.96, precision: 0.02 });
    const rules = ruleStandings(one, { reliability: 0.95, precision: 0.01 });
    expect(rules.map(({ rule, standing }) => [rule, standing])).toEqual([
      ['reliability', 'reached'],
      ['precision', 'short'],
    ]);
    expect(rules.map(ruleWords)).toEqual(['reliability 0.960 of 0.95', 'precision ±0.02, target ±0.01']);
    expect(ruleStandings(one, { maxTrials: 1000 })).toEqual([]);
  });

  it('of a small map is judged by what is assured', () => {
    const one = channel('short', { reliability: 0.97, assured: 0.91 });
    expect(ruleStandings(one, { reliability: 0.95 })[0]).toMatchObject({ value: 0.91, standing: 'short' });
    const unknown = channel('short', { reliability: 0.97, assured: null });
    expect(ruleStandings(unknown, { reliability: 0.95 })[0]).toMatchObject({
      value: null,
      standing: 'short',
    });
  });

  it('that is rare or waits is judged by no rule', () => {
    expect(words(channel('rare', { reliability: 0.99 }), { reliability: 0.95 })).toEqual([
      'reliability: too rare to judge',
    ]);
    expect(words(channel('waiting'), { precision: 0.1 })).toEqual([
      'precision: fewer than 50 effective trials or 8 effective blocks',
    ]);
  });

  it('whose precision is not known yet is short of it', () => {
    expect(words(channel('short'), { precision: 0.01 })).toEqual(['precision not known yet, target ±0.01']);
  });
});

it('trials to go are those beyond the last look', () => {
  expect(moreTrials(channel('short', { trialsTo: 5000 }), 2000)).toBe(3000);
  expect(moreTrials(channel('reached', { trialsTo: 5000 }), 2000)).toBe(0);
  expect(moreTrials(channel('short', { trialsTo: null }), 2000)).toBeNull();
  expect([moreText(12_345), moreText(0), moreText(null)]).toEqual(['+12.3 k', '0', '–']);
});

describe('the whole study', () => {
  const reached = Array.from({ length: 8 }, () => channel('reached', { trialsTo: 50_000 }));
  const study = (channels: Channel[], more: Partial<Study> = {}) =>
    ({
      state: 'running',
      trials: 50_000,
      looks: 60,
      stop: { maxTrials: 1_000_000, reliability: 0.95, quantile: 1 },
      channels,
      ...more,
    }) as Study;
  const late = [channel('short', { trialsTo: 61_800 }), channel('short', { trialsTo: 55_000 })];

  it('needs as many trials as its last channel', () => {
    expect(progressText(study([...reached, ...late]))).toBe(
      '8 of 10 channels reached; about 12,000 more trials',
    );
  });

  it('needs fewer where a share of the channels is enough', () => {
    const stop = { reliability: 0.95, quantile: 0.9 };
    expect(progressText(study([...reached, ...late], { stop }))).toBe(
      '8 of 10 channels reached, 9 are asked for; about 5,000 more trials',
    );
  });

  it('does not wait for rare channels, and does for those that it cannot forecast', () => {
    expect(progressText(study([...reached, late[0]!, channel('rare')]))).toBe(
      '8 of 10 channels reached, 1 too rare to judge; about 12,000 more trials',
    );
    expect(progressText(study([...reached, channel('waiting')]))).toBe(
      '8 of 9 channels reached; how many more trials it takes is not known yet',
    );
  });

  it('says when a limit comes first', () => {
    const stop = { reliability: 0.95, maxTrials: 60_000 };
    expect(progressText(study([...reached, late[0]!], { stop }))).toBe(
      '8 of 9 channels reached; about 12,000 more trials, beyond the limit of 60,000',
    );
  });

  it('asks for a second look, and says what an ended one would have needed', () => {
    expect(progressText(study(reached))).toBe(
      '8 of 8 channels reached; enough if the next look finds the same',
    );
    expect(progressText(study(reached, { state: 'finished' }))).toBe(
      '8 of 8 channels reached; that is enough',
    );
    expect(progressText(study([...reached, late[0]!], { state: 'finished' }))).toBe(
      '8 of 9 channels reached; about 12,000 more trials would be needed',
    );
  });

  it('without a target has no trials to go, and before its first look nothing to say', () => {
    expect(progressText(study([...reached, late[0]!], { stop: { maxTrials: 100_000 } }))).toBe(
      '8 of 9 channels at reliability 0.95',
    );
    expect(progressText(study(reached, { looks: 0 }))).toBeNull();
  });
});
