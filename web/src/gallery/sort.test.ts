import { expect, it } from 'vitest';
import type { Channel } from '../api/types';
import { answerText, hasTrials, tileLabel } from './label';
import { pressed, sorted } from './sort';

const channel = (index: number, reliability: number | null, more: Partial<Channel> = {}): Channel => ({
  index,
  name: String(index),
  count: 100,
  nEff: 100,
  r: null,
  reliability,
  snr: null,
  standing: 'short',
  answer: null,
  ...more,
});

it('the table puts channels without a value last, either way', () => {
  const channels = [channel(0, null), channel(1, 0.2), channel(2, 0.9)];
  const order = (descending: boolean) =>
    sorted(channels, { column: 'reliability', descending }).map(({ index }) => index);
  expect(order(true)).toEqual([2, 1, 0]);
  expect(order(false)).toEqual([1, 2, 0]);
});

it('channels keep the order of the network by name', () => {
  const channels = [channel(10, 0), channel(2, 0)];
  expect(sorted(channels, { column: 'name', descending: false }).map(({ index }) => index)).toEqual([2, 10]);
});

it('a button sorts numbers from the largest, and turns round when pressed again', () => {
  const once = pressed({ column: 'name', descending: false }, 'count');
  expect(once).toEqual({ column: 'count', descending: true });
  expect(pressed(once, 'count')).toEqual({ column: 'count', descending: false });
});

it('a tile tells in words what it shows', () => {
  const answer = { channel: 8, name: '8', probability: 0.935 };
  expect(tileLabel(channel(3, 0.961, { count: 1234, standing: 'reached', answer }))).toBe(
    'Map of 3, count 1,234, reliability 0.96, target reached, the observer calls it 8 (0.93)',
  );
  expect(tileLabel(channel(3, null, { standing: 'rare' }))).toBe(
    'Map of 3, count 100, reliability not defined yet, too rare to judge',
  );
  expect(tileLabel(channel(3, null, { count: 0, nEff: 0 }))).toBe('Map of 3, no trials yet');
});

it('an answer without a probability is still an answer', () => {
  expect(answerText(channel(0, 0, { answer: { channel: 1, name: 'b', probability: null } }))).toBe(
    'the observer calls it b',
  );
  expect(answerText(channel(0, 0))).toBeNull();
});

it('a logit channel has trials although its responses sum to zero', () => {
  expect(hasTrials(channel(0, 0, { count: 0, nEff: 5000 }))).toBe(true);
});
