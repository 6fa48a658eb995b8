import { useEffect, useRef } from 'preact/hooks';
import type { NpyArray } from '../api/npy';
import { paint, shapeOf, type Image } from '../palette/paint';

interface Props {
  image: Image;
  label: string;
}

/** One axis in the diverging palette. */
export function AxisImage({ image, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width } = image.shape;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pixels = context.createImageData(width, height);
    paint(image, pixels.data);
    context.putImageData(pixels, 0, 0);
  }, [image]);
  return <canvas ref={canvas} class="map-view" width={width} height={height} role="img" aria-label={label} />;
}

/**
 * Returns an axis of a channel with its largest value as the limit.
 *
 * @param axes channels x axes x C x H x W
 */
export function axisImage(axes: NpyArray, channel: number, axis: number): Image {
  const shape = shapeOf(axes.shape.slice(2));
  const size = shape.planes * shape.height * shape.width;
  const from = (channel * axes.shape[1]! + axis) * size;
  const values = axes.values.subarray(from, from + size);
  const limit = values.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
  return { values, shape, centre: 0, limit };
}
