import { expect, it } from 'vitest';
import { correlations } from './correlation';

const array = (...maps: number[][]) => ({
  shape: [maps.length, 1, 1, maps[0]!.length],
  values: Float32Array.from(maps.flat()),
});

it('each map of one study is correlated with each of the other', () => {
  const found = correlations(
    array([1, 2, 3, 4], [1, 0, 0, 1]),
    array([2, 4, 6, 8], [4, 3, 2, 1], [1, 0, 1, 0]),
  );
  expect(found.map((row) => row.map((value) => Number(value.toFixed(6))))).toEqual([
    [1, -1, -0.447214],
    [0, 0, 0],
  ]);
});

it('values that one map lacks are left out; a constant map has no correlation', () => {
  expect(correlations(array([1, NaN, 3, 5]), array([2, 9, 6, 10]))[0]![0]).toBeCloseTo(1, 6);
  expect(correlations(array([1, 1]), array([1, 2]))).toEqual([[NaN]]);
});
