import { DIVERGING, step } from './diverging';

export interface Shape {
  planes: number;
  height: number;
  width: number;
}

/** A map to be coloured: values in C,H,W order, colours run from centre - limit to centre + limit. */
export interface Picture {
  values: Float32Array;
  shape: Shape;
  centre: number;
  limit: number;
}

/** Shape from the contract's [C, H, W]; a vector is one row. */
export function shapeOf(shape: readonly number[] | null | undefined): Shape {
  const [planes, height, width] = [1, 1, 1, ...(shape ?? [])].slice(-3) as [number, number, number];
  return { planes, height, width };
}

/**
 * Colours a map into RGBA bytes (4 x H x W). Three planes become red, green and blue about mid-grey; otherwise
 * the chosen plane goes through the diverging palette. Pixels without a value stay transparent.
 */
export function paint(picture: Picture, into: Uint8ClampedArray, plane: number | null = null): void {
  if (picture.shape.planes === 3 && plane === null) paintColour(picture, into);
  else paintPlane(picture, into, plane ?? 0);
}

function paintPlane({ values, shape, centre, limit }: Picture, into: Uint8ClampedArray, plane: number): void {
  const size = shape.height * shape.width;
  const from = plane * size;
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    const value = values[from + i]!;
    if (Number.isNaN(value)) {
      into[to + 3] = 0;
      continue;
    }
    const colour = 3 * step(value - centre, limit);
    into[to] = DIVERGING[colour]!;
    into[to + 1] = DIVERGING[colour + 1]!;
    into[to + 2] = DIVERGING[colour + 2]!;
    into[to + 3] = 255;
  }
}

function paintColour({ values, shape, centre, limit }: Picture, into: Uint8ClampedArray): void {
  const size = shape.height * shape.width;
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    const red = values[i]!;
    if (Number.isNaN(red)) {
      into[to + 3] = 0;
      continue;
    }
    into[to] = aboutGrey(red - centre, limit);
    into[to + 1] = aboutGrey(values[i + size]! - centre, limit);
    into[to + 2] = aboutGrey(values[i + 2 * size]! - centre, limit);
    into[to + 3] = 255;
  }
}

/** -limit is 1, zero is 128, +limit is 255. */
function aboutGrey(value: number, limit: number): number {
  return limit > 0 ? 128 + Math.round(127 * Math.max(-1, Math.min(1, value / limit))) : 128;
}

/**
 * The value that takes zero's colour. Class maps and kernels are centred on 0; maps under the paper's
 * conventions are means of stimuli, and a limit smaller than their largest value gives that away: their centre
 * is the map's own mean.
 */
export function centreOf(values: Float32Array, limit: number): number {
  let sum = 0;
  let count = 0;
  let largest = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    largest = Math.max(largest, Math.abs(value));
  }
  return count === 0 || !(largest > limit * 1.0001) ? 0 : sum / count;
}
