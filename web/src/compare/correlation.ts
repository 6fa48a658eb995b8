import type { NpyArray } from '../api/npy';

/**
 * Pearson's correlation of each map of an array with each map of another, over the values that both have.
 *
 * @param first channels x C x H x W
 * @param second channels x C x H x W, of the same shape but for the channels
 * @returns rows for the first array and columns for the second; NaN for a map that is constant or empty
 */
export function correlations(first: NpyArray, second: NpyArray): number[][] {
  const size = first.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const maps = ({ shape, values }: NpyArray) =>
    Array.from({ length: shape[0]! }, (_, i) => values.subarray(i * size, (i + 1) * size));
  const others = maps(second);
  return maps(first).map((one) => others.map((other) => correlation(one, other)));
}

function correlation(one: Float32Array, other: Float32Array): number {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < one.length; i++) {
    const x = one[i]!;
    const y = other[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    const dx = x - meanX;
    const dy = y - meanY;
    meanX += dx / n;
    meanY += dy / n;
    xx += dx * (x - meanX);
    yy += dy * (y - meanY);
    xy += dx * (y - meanY);
  }
  return xy / Math.sqrt(xx * yy);
}
