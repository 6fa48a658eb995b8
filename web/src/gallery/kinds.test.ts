import { describe, expect, it } from 'vitest';
import type { Significance, StoppingStatus } from '../api/types';
import { channel } from '../api/types.fixture';
import { heading, kindText, mapsOf } from './kinds';
import { Maps } from './maps';

const channels = (['short', 'waiting'] as StoppingStatus[]).map((standing, index) =>
  channel({ index, standing }),
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

  it('have a colour limit of their largest distance from zero', () => {
    const { shape, maps } = mapsOf(array, channels, true);
    expect(shape).toEqual({ planes: 1, height: 1, width: 3 });
    expect(maps.get(0)).toMatchObject({ centre: 0, limit: 3, hasSignal: true });
    expect(maps.get(1)).toMatchObject({ centre: 0, limit: 14, hasSignal: false });
    expect([...maps.get(1)!.values]).toEqual([10, 12, 14]);
  });

  it('of means of stimuli are centred on their mean', () => {
    expect(mapsOf(array, channels, false).maps.get(1)).toMatchObject({ centre: 12, limit: 2 });
  });

  it('without values have the limit of a flat map', () => {
    const empty = { shape: [1, 1, 1, 2], values: new Float32Array([NaN, NaN]) };
    expect(mapsOf(empty, channels, true).maps.get(0)).toMatchObject({ centre: 0, limit: 0 });
  });

  it('are published to subscribers with their palette', () => {
    const maps = new Maps(true);
    const changes: number[][] = [];
    maps.subscribe((changed) => changes.push(changed));
    const { shape, maps: known } = mapsOf(array, channels, true);
    maps.set(shape, known);
    expect(changes).toEqual([[0, 1]]);
    expect(maps.image(0, 'common')).toMatchObject({ limit: 3, oneSided: true });
  });
});

it('the heading names the view', () => {
  expect(heading('error', '8')).toBe('Standard error of 8');
});

it('significant pixels are explained by their test, and by looks while the study runs', () => {
  expect(kindText('map', null, true)).toBeNull();
  expect(kindText('significant', null, true)).toBeNull();
  expect(kindText('significant', tests(true), false)).toBe(
    'z of the significant pixels, familywise level 5.0 % per map (smoothed by 1.5 pixels, by random-field theory); other pixels are 0.',
  );
  expect(kindText('significant', tests(false), true)).toBe(
    'z of the significant pixels, familywise level 5.0 % per map (single pixels, by Šidák’s threshold); other pixels are 0. The level holds for a single look; repeated looks find more false pixels.',
  );
});
