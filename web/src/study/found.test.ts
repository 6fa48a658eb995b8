import { expect, it } from 'vitest';
import type { Significance } from '../api/types';
import * as fixture from '../api/types.fixture';
import { foundChannels, nothingFound, significantPixels } from './MapsPanel';
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

it('maps are filtered by name, reliability and significance', () => {
  expect(found('reliable=0.9')).toEqual([1, 3]);
  expect(found('reliable=0')).toEqual([0, 1, 3]);
  expect(found('significant=true&order=reliability')).toEqual([3, 0]);
  expect(found('significant=true&reliable=0.5&search=UNIT[3')).toEqual([3]);
});

it('before the tests no map is left out for its significance', () => {
  const pending = { areas: null, pixels: null };
  expect(foundChannels(channels, readShown('significant=true&order=significance').shown, pending)).toEqual(
    channels,
  );
});

it('the pixels are those of smoothed maps if they are tested, else the familywise ones', () => {
  const tested = { familywise: { pixels: 5 }, smoothed: { pixels: 2 } };
  const channels = [tested, { ...tested, smoothed: null }];
  expect(significantPixels({ reason: null, channels } as unknown as Significance)).toEqual([2, null]);
  expect(significantPixels({ reason: 'patterned noise', channels } as unknown as Significance)).toEqual([
    5, 5,
  ]);
});

it('filters without a hit are named', () => {
  expect(nothingFound(readShown('search=x&reliable=0.9&significant=true').shown)).toBe(
    'No channel has x in its name and a reliability of at least 0.9 and significant pixels.',
  );
});
