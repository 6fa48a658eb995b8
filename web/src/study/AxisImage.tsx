import { useEffect, useRef } from 'preact/hooks';
import type { NpyArray } from '../api/npy';
import { paint, shapeOf } from '../palette/paint';

interface Props {
  /** Channels x axes x C x H x W. */
  axes: NpyArray;
  channel: number;
  axis: number;
  label: string;
}

/** One axis in the diverging palette. */
export function AxisImage({ axes, channel, axis, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shape = shapeOf(axes.shape.slice(2));
  const { planes, height, width } = shape;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const size = planes * height * width;
    const from = (channel * axes.shape[1]! + axis) * size;
    const values = axes.values.subarray(from, from + size);
    const limit = values.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
    const image = context.createImageData(width, height);
    paint({ values, shape, centre: 0, limit }, image.data);
    context.putImageData(image, 0, 0);
  }, [axes, channel, axis]);
  return <canvas ref={canvas} class="map-view" width={width} height={height} role="img" aria-label={label} />;
}
