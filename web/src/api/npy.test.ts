import { expect, it } from 'vitest';
import { readNpy } from './npy';
import { writeNpy } from './npy.fixture';

it('an array has its shape and its values', () => {
  const { shape, values } = readNpy(writeNpy([2, 1, 1, 3], [1, -2, 0.5, NaN, 4, 5]));
  expect(shape).toEqual([2, 1, 1, 3]);
  expect([...values]).toEqual([1, -2, 0.5, NaN, 4, 5]);
});

it('an array may be a row, or empty', () => {
  expect(readNpy(writeNpy([2], [1, 2])).shape).toEqual([2]);
  expect(readNpy(writeNpy([4, 0, 1, 5, 5], []))).toEqual({
    shape: [4, 0, 1, 5, 5],
    values: new Float32Array(),
  });
});

it('an array of another type is rejected', () => {
  expect(() => readNpy(writeNpy([1], [1], '<f8'))).toThrow('not float32 in C order');
});
