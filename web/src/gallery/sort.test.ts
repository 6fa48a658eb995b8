import { expect, it } from 'vitest';
import type { Channel } from '../api/types';
import * as fixture from '../api/types.fixture';
import { hasTrials, sharedLetters, tileLabel } from './label';
import { nextOrder, sorted, sortedBy } from './sort';

const channel = (index: number, reliability: number | null, more: Partial<Channel> = {}) =>
  fixture.channel({
    index,
    name: String(index),
    count: 100,
    nEff: 100,
    reliability,
    standing: 'short',
    ...more,
  });

it('channels without a value come last in either direction', () => {
  const channels = [channel(0, null), channel(1, 0.2), channel(2, 0.9)];
  const order = (descending: boolean) =>
    sorted(channels, { column: 'reliability', descending }).map(({ index }) => index);
  expect(order(true)).toEqual([2, 1, 0]);
  expect(order(false)).toEqual([1, 2, 0]);
});

it('values given by index sort in descending order, and channels without one come last', () => {
  const channels = [channel(0, 0.1), channel(1, 0.2), channel(2, 0.3), channel(3, 0.4)];
  expect(sortedBy([0.5, null, 0.9, 0.5], channels).map(({ index }) => index)).toEqual([2, 0, 3, 1]);
});

it('names sort in the order of the network', () => {
  const channels = [channel(10, 0), channel(2, 0)];
  expect(sorted(channels, { column: 'name', descending: false }).map(({ index }) => index)).toEqual([2, 10]);
});

it('a click sorts numbers in descending order, a second click in ascending order', () => {
  const once = nextOrder({ column: 'name', descending: false }, 'count');
  expect(once).toEqual({ column: 'count', descending: true });
  expect(nextOrder(once, 'count')).toEqual({ column: 'count', descending: false });
});

it('the label of a tile describes its map', () => {
  const response = { channel: 8, name: '8', probability: 0.935 };
  expect(tileLabel(channel(3, 0.961, { count: 1234, standing: 'reached', response }), 'label', true)).toBe(
    'Map of 3, responses 1,234, reliability 0.961, target reached, response 8 (0.93)',
  );
  expect(tileLabel(channel(3, null, { standing: 'rare' }), 'logit', true)).toBe(
    'Map of 3, sum of responses 100, reliability undefined, too few responses',
  );
  expect(tileLabel(channel(3, null, { count: 0, nEff: 0 }), 'label', true)).toBe('Map of 3, no trials yet');
});

it('letters that all names begin with are counted', () => {
  expect(sharedLetters(['conv1[0,3]', 'conv1[0,12]', 'conv1[10,1]'])).toBe(6);
  expect(sharedLetters(['cat', 'dog'])).toBe(0);
  expect([sharedLetters(['one']), sharedLetters([])]).toEqual([0, 0]);
});

it('a logit channel has trials although its responses sum to zero', () => {
  expect(hasTrials(channel(0, 0, { count: 0, nEff: 5000 }))).toBe(true);
});
