import { expect, it } from 'vitest';
import { differenceZ, familywiseThreshold } from './MapsBeside';

const array = (...values: number[]) => ({ shape: [1, 1, values.length], values: Float32Array.from(values) });

it('z is the difference over the root of the summed squared errors', () => {
  const first = { map: array(1, 0), errors: array(3, 1) };
  const second = { map: array(11, -2), errors: array(4, 0) };
  expect([...differenceZ(first, second)]).toEqual([2, -2]);
});

it.each([
  [1, 1.96],
  [10, 2.8],
  [784, 3.99],
  [150_528, 5.1],
])('the threshold of %s values at level .05 is that of the normal distribution', (values, z) => {
  expect(familywiseThreshold(values, 0.05)).toBeCloseTo(z, 2);
});
