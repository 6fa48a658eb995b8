import type { NpyArray } from '../api/npy';
import { value } from '../format/number';
import type { Shape } from '../palette/paint';

/** A pixel of a map, from 0. */
export interface Pixel {
  row: number;
  column: number;
}

/** Arrays of one map, C x H x W. */
export interface Errors {
  errors: NpyArray;
  z: NpyArray;
}

/** The pixel under a pointer, given its position in a box that shows the whole map. */
export function pixelAt(x: number, y: number, box: { width: number; height: number }, shape: Shape): Pixel {
  return {
    row: clamp(Math.floor((y / box.height) * shape.height), shape.height),
    column: clamp(Math.floor((x / box.width) * shape.width), shape.width),
  };
}

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The pixel after a key, at first the middle one; null for keys that do not move. */
export function moved(pixel: Pixel | null, key: string, shape: Shape): Pixel | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  if (pixel === null) return { row: Math.floor(shape.height / 2), column: Math.floor(shape.width / 2) };
  return {
    row: clamp(pixel.row + step[0], shape.height),
    column: clamp(pixel.column + step[1], shape.width),
  };
}

function clamp(index: number, size: number): number {
  return Math.max(0, Math.min(size - 1, index));
}

const COLOURS = ['red', 'green', 'blue'];

/**
 * The values of a pixel as text, a line for each plane.
 *
 * @param values the map, C x H x W
 * @param errors standard errors and z of the mean; null until they are loaded
 */
export function pixelText(
  { row, column }: Pixel,
  shape: Shape,
  values: ArrayLike<number>,
  errors: Errors | null,
): string[] {
  return Array.from({ length: shape.planes }, (_, plane) => {
    const at = (plane * shape.height + row) * shape.width + column;
    const name = shape.planes === 3 ? `${COLOURS[plane]} ` : shape.planes > 1 ? `plane ${plane} ` : '';
    const known =
      errors && `, standard error ${value(errors.errors.values[at])}, z ${value(errors.z.values[at])}`;
    return `${name}${value(values[at])}${known ?? ''}`;
  });
}
