import { expect, it } from 'vitest';
import type { Significance } from '../api/types';
import * as fixture from '../api/types.fixture';
import { foundChannels, significantPixels } from './MapsPanel';
import { readShown } from './shown';

const channels = [0.2, 0.95, null, 0.9].map((reliability, index) =>
  fixture.channel({ index, name: `unit[${index}]`, reliability }),
);
const values = { areas: null, pixels: [3, 0, null, 7] };

const found = (query: string, given = values) =>
  foundChannels(channels, readShown(query).shown, given as typeof values).map(({ index }) => index);

it('maps are sorted by their significant pixels; those without a test are last', () => {
  expect(found('order=significance')).toEqual([3, 0, 1, 2]);
  expect(found('order=network')).toEqual([0, 1, 2, 3]);
});

it('maps are filtered by name', () => {
  expect(found('search=UNIT[3')).toEqual([3]);
});

it('before the tests maps keep the order of the network', () => {
  const pending = { areas: null, pixels: null };
  expect(foundChannels(channels, readShown('order=significance').shown, pending)).toEqual(channels);
});

it('the pixels are those of smoothed maps if they are tested, else the familywise ones', () => {
  const tested = { familywise: { pixels: 5 }, smoothed: { pixels: 2 } };
  const channels = [tested, { ...tested, smoothed: null }];
  expect(significantPixels({ reason: null, channels } as unknown as Significance)).toEqual([2, null]);
  expect(significantPixels({ reason: 'patterned noise', channels } as unknown as Significance)).toEqual([
    5, 5,
  ]);
});
