import { expect, it } from 'vitest';
import { moved, pixelAt, pixelText } from './InspectedMap';

const shape = { planes: 1, height: 2, width: 4 };

it.each([
  [0, 0, { row: 0, column: 0 }],
  [49, 49, { row: 0, column: 1 }],
  [99, 51, { row: 1, column: 3 }],
  [120, -5, { row: 0, column: 3 }],
])('a pointer at %s, %s is over a pixel', (x, y, pixel) => {
  expect(pixelAt(x, y, { width: 100, height: 100 }, shape)).toEqual(pixel);
});

it('arrow keys start in the middle and move within the map', () => {
  expect(moved(null, 'ArrowLeft', shape)).toEqual({ row: 1, column: 2 });
  expect(moved({ row: 1, column: 1 }, 'ArrowDown', shape)).toEqual({ row: 1, column: 1 });
  expect(moved({ row: 1, column: 1 }, 'ArrowUp', shape)).toEqual({ row: 0, column: 1 });
  expect(moved({ row: 1, column: 1 }, 'Enter', shape)).toBeNull();
});

it('a pixel has value, standard error and z', () => {
  const array = (from: number) => ({
    shape: [1, 2, 4],
    values: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7], (i) => from + i),
  });
  const pixel = { row: 1, column: 2 };
  expect(pixelText(pixel, shape, array(0).values, null)).toEqual(['6']);
  expect(pixelText(pixel, shape, array(0).values, { errors: array(10), z: array(-10) })).toEqual([
    '6, standard error 16, z −4',
  ]);
});

it('a pixel in colour has a line for each plane', () => {
  const colour = { planes: 3, height: 1, width: 1 };
  expect(pixelText({ row: 0, column: 0 }, colour, [1, 2, 3], null)).toEqual(['red 1', 'green 2', 'blue 3']);
});
