import { DIVERGING, step } from './diverging';
import { ONE_SIDED, stepUp } from './onesided';

export interface Shape {
  planes: number;
  height: number;
  width: number;
}

/**
 * A map to paint: values in C,H,W order. Colours run from centre - limit to centre + limit, or from 0 to the limit for
 * unsigned values.
 */
export interface Image {
  values: Float32Array;
  shape: Shape;
  centre: number;
  limit: number;
  oneSided?: boolean;
}

/** Converts [C, H, W] to a shape; a vector becomes one row. */
export function shapeOf(shape: readonly number[] | null | undefined): Shape {
  const [planes, height, width] = [1, 1, 1, ...(shape ?? [])].slice(-3) as [number, number, number];
  return { planes, height, width };
}

/**
 * Paints a map into RGBA bytes (4 x H x W). Three planes become red, green and blue around mid-grey; otherwise the
 * first plane is painted in the palette. Pixels without a value stay transparent.
 */
export function paint(image: Image, into: Uint8ClampedArray): void {
  if (image.shape.planes === 3) paintColour(image, into);
  else paintPlane(image, into);
}

function paintPlane(image: Image, into: Uint8ClampedArray): void {
  const { values, shape, centre, limit, oneSided } = image;
  const palette = oneSided ? ONE_SIDED : DIVERGING;
  const size = shape.height * shape.width;
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      into[to + 3] = 0;
      continue;
    }
    const colour = 3 * (oneSided ? stepUp(value, limit) : step(value - centre, limit));
    into[to] = palette[colour]!;
    into[to + 1] = palette[colour + 1]!;
    into[to + 2] = palette[colour + 2]!;
    into[to + 3] = 255;
  }
}

function paintColour(image: Image, into: Uint8ClampedArray): void {
  const { values, shape, centre, limit } = image;
  const byte = image.oneSided ? fromBlack : aboutGrey;
  const size = shape.height * shape.width;
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    const red = values[i]!;
    if (Number.isNaN(red)) {
      into[to + 3] = 0;
      continue;
    }
    into[to] = byte(red - centre, limit);
    into[to + 1] = byte(values[i + size]! - centre, limit);
    into[to + 2] = byte(values[i + 2 * size]! - centre, limit);
    into[to + 3] = 255;
  }
}

/** Zero is 0, +limit is 255. */
function fromBlack(value: number, limit: number): number {
  return limit > 0 ? Math.round(255 * Math.max(0, Math.min(1, value / limit))) : 0;
}

/** -limit is 1, zero is 128, +limit is 255. */
function aboutGrey(value: number, limit: number): number {
  return limit > 0 ? 128 + Math.round(127 * Math.max(-1, Math.min(1, value / limit))) : 128;
}
