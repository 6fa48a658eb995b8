import { expect, it } from 'vitest';
import type { Channel } from '../api/types';
import * as fixture from '../api/types.fixture';
import { shortName, tileLabel } from './label';
import { nextOrder, sorted, sortedBy } from './sort';

const channel = (index: number, reliability: number | null, more: Partial<Channel> = {}) =>
  fixture.channel({
    index,
    name: String(index),
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
  const once = nextOrder({ column: 'name', descending: false }, 'nEff');
  expect(once).toEqual({ column: 'nEff', descending: true });
  expect(nextOrder(once, 'nEff')).toEqual({ column: 'nEff', descending: false });
});

it('the label of a tile describes its map', () => {
  expect(['great white shark, white shark', 'conv1[0,6,6]'].map(shortName)).toEqual([
    'great white shark',
    'conv1[0,6,6]',
  ]);
  expect(tileLabel(channel(3, 0.961, { standing: 'reached' }), true)).toBe(
    'Map of 3, reliability 0.961, target reached',
  );
  expect(tileLabel(channel(3, null, { standing: 'rare' }), true)).toBe(
    'Map of 3, reliability undefined, too few responses',
  );
  expect(tileLabel(channel(3, null, { nEff: 0 }), true)).toBe('Map of 3, no responses');
});
