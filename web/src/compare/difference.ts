import type { NpyArray } from '../api/npy';

/** A map of a study, with its standard errors. */
export interface Measured {
  map: NpyArray;
  errors: NpyArray;
}

/** z of the difference of two maps from independent trials, the second minus the first. */
export function differenceZ(first: Measured, second: Measured): Float32Array {
  return first.map.values.map((value, i) => {
    const error = Math.hypot(first.errors.values[i]!, second.errors.values[i]!);
    return (second.map.values[i]! - value) / error;
  });
}

/**
 * The |z| that one of so many independent standard normal values exceeds with a probability of `level` (Šidák).
 *
 * The quantile is that of Abramowitz and Stegun 26.2.23, which is off by at most .0005.
 */
export function familywiseThreshold(values: number, level: number): number {
  const tail = -Math.expm1(Math.log1p(-level) / values) / 2;
  const t = Math.sqrt(-2 * Math.log(tail));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - numerator / denominator;
}
