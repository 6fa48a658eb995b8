import { describe, expect, it } from 'vitest';
import type { Channel, Significance, Standing } from '../api/types';
import { heading, kindWords, mapsOf } from './kinds';
import { Maps } from './maps';

const channels = (['short', 'waiting'] as Standing[]).map(
  (standing, index) => ({ index, standing }) as Channel,
);
const tests = (isSmoothed: boolean): Significance => ({
  trials: 1000,
  level: 0.05,
  smoothing: 1.5,
  independent: isSmoothed,
  reason: isSmoothed ? null : 'an aperture covers neighbouring pixels of the mask',
  channels: [],
});

describe('maps of an array', () => {
  const array = { shape: [2, 1, 1, 3], values: new Float32Array([1, -3, NaN, 10, 12, 14]) };

  it('have the shape of one and run to its largest distance from zero', () => {
    const { shape, maps } = mapsOf(array, channels, true);
    expect(shape).toEqual({ planes: 1, height: 1, width: 3 });
    expect(maps.get(0)).toMatchObject({ centre: 0, limit: 3, judged: true });
    expect(maps.get(1)).toMatchObject({ centre: 0, limit: 14, judged: false });
    expect([...maps.get(1)!.values]).toEqual([10, 12, 14]);
  });

  it('that are means of stimuli have their own mean at the centre', () => {
    expect(mapsOf(array, channels, false).maps.get(1)).toMatchObject({ centre: 12, limit: 2 });
  });

  it('without values have the limit of a flat map', () => {
    const empty = { shape: [1, 1, 1, 2], values: new Float32Array([NaN, NaN]) };
    expect(mapsOf(empty, channels, true).maps.get(0)).toMatchObject({ centre: 0, limit: 0 });
  });

  it('are told to those who follow, with the sides of their palette', () => {
    const maps = new Maps(true);
    const heard: number[][] = [];
    maps.follow((changed) => heard.push(changed));
    const { shape, maps: known } = mapsOf(array, channels, true);
    maps.set(shape, known);
    expect(heard).toEqual([[0, 1]]);
    expect(maps.image(0, true)).toMatchObject({ limit: 3, oneSided: true });
  });
});

it('the map is headed by what is drawn', () => {
  expect(heading('error', '8')).toBe('Standard error of 8');
});

it('significant pixels are explained by their test, and by the looks at a running study', () => {
  expect(kindWords('map', null, true)).toBeNull();
  expect(kindWords('significant', null, true)).toBeNull();
  expect(kindWords('significant', tests(true), false)).toBe(
    'z of the pixels beyond chance, at 5.0 % for any false one in a map (smoothed by 1.5 pixels, by random-field theory); others are 0.',
  );
  expect(kindWords('significant', tests(false), true)).toBe(
    'z of the pixels beyond chance, at 5.0 % for any false one in a map (single pixels, by Šidák’s threshold); others are 0. It is the chance of this one look: many looks find more by chance.',
  );
});
