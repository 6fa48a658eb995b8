import { DIVERGING, ONE_SIDED, STEPS, steps } from './palette';

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

/** Draws a map with its top left corner at a position of a canvas. */
export function draw(context: CanvasRenderingContext2D, image: Image, x = 0, y = 0): void {
  const pixels = context.createImageData(image.shape.width, image.shape.height);
  paint(image, pixels.data);
  context.putImageData(pixels, x, y);
}

/**
 * Paints a map into RGBA bytes (4 x H x W). Three planes become red, green and blue around mid-grey; otherwise the
 * first plane is painted in the palette. Pixels without a value stay transparent.
 */
export function paint(image: Image, into: Uint8ClampedArray): void {
  const { values, shape, centre, limit, oneSided } = image;
  const palette = oneSided ? ONE_SIDED : DIVERGING;
  const zero = oneSided ? 0 : STEPS;
  const byte = oneSided ? fromBlack : aboutGrey;
  const size = shape.height * shape.width;
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    if (Number.isNaN(values[i])) {
      into[to + 3] = 0;
      continue;
    }
    const colour = 3 * Math.max(0, zero + steps(values[i]! - centre, limit));
    for (let plane = 0; plane < 3; plane++) {
      into[to + plane] =
        shape.planes === 3 ? byte(values[i + plane * size]! - centre, limit) : palette[colour + plane]!;
    }
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
