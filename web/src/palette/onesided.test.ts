import { expect, it } from 'vitest';
import { STEPS } from './diverging';
import { ONE_SIDED, stepUp } from './onesided';
import { paint } from './paint';

it('the one-sided palette starts at zero and ends at the limit', () => {
  expect([stepUp(-1, 2), stepUp(0, 2), stepUp(1, 2), stepUp(2, 2), stepUp(9, 2)]).toEqual([
    0,
    0,
    128,
    STEPS,
    STEPS,
  ]);
  expect(stepUp(1, 0)).toBe(0);
  expect([...ONE_SIDED.subarray(0, 3)]).toEqual([247, 247, 245]);
  expect([...ONE_SIDED.subarray(3 * STEPS)]).toEqual([10, 56, 52]);
});

it('the one-sided palette gets darker monotonically', () => {
  for (let i = 3; i < ONE_SIDED.length; i++) expect(ONE_SIDED[i]).toBeLessThanOrEqual(ONE_SIDED[i - 3]!);
});

it('errors are painted from zero up, in one plane and in three', () => {
  const one = new Uint8ClampedArray(8);
  const plane = { planes: 1, height: 1, width: 2 };
  paint({ values: new Float32Array([0, 4]), shape: plane, centre: 0, limit: 4, oneSided: true }, one);
  expect([...one]).toEqual([247, 247, 245, 255, 10, 56, 52, 255]);
  const three = new Uint8ClampedArray(4);
  const pixel = { planes: 3, height: 1, width: 1 };
  paint({ values: new Float32Array([0, 2, 4]), shape: pixel, centre: 0, limit: 4, oneSided: true }, three);
  expect([...three]).toEqual([0, 128, 255, 255]);
});
