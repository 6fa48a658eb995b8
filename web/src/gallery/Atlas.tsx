import { useEffect, useRef } from 'preact/hooks';
import { paint } from '../palette/paint';
import { place, type Layout } from './layout';
import type { Maps } from './maps';

interface Props {
  maps: Maps;
  layout: Layout;
  /** Channel of the first tile; other tiles follow in order. */
  first: number;
  count: number;
  common: boolean;
}

/** The canvas with all maps of the gallery: one canvas pixel per map pixel, scaled by the layout. */
export function Atlas({ maps, layout, first, count, common }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { canvasWidth, canvasHeight, scale, columns } = layout;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let limit = maps.commonLimit();
    const all = () => Array.from({ length: count }, (_, i) => first + i);
    const draw = (channels: number[]) => {
      for (const channel of channels)
        drawTile(context, maps, layout, channel, channel - first, count, common);
    };
    context.clearRect(0, 0, canvasWidth, canvasHeight);
    draw(all());
    return maps.subscribe((changed) => {
      const rescaled = common && maps.commonLimit() !== limit;
      limit = maps.commonLimit();
      draw(rescaled ? all() : changed);
    });
  }, [maps, canvasWidth, canvasHeight, columns, first, count, common]);
  return (
    <canvas
      ref={canvas}
      class="atlas"
      width={canvasWidth}
      height={canvasHeight}
      style={{
        width: `${canvasWidth * scale}px`,
        height: `${canvasHeight * scale}px`,
        imageRendering: scale >= 1 ? 'pixelated' : 'auto',
      }}
      aria-hidden="true"
    />
  );
}

let scratch: ImageData | null = null;

function drawTile(
  context: CanvasRenderingContext2D,
  maps: Maps,
  layout: Layout,
  channel: number,
  tile: number,
  count: number,
  common: boolean,
): void {
  if (tile < 0 || tile >= count) return;
  const image = maps.image(channel, common);
  if (image === undefined) return;
  const { width, height } = image.shape;
  if (scratch === null || scratch.width !== width || scratch.height !== height) {
    scratch = context.createImageData(width, height);
  }
  paint(image, scratch.data);
  const { x, y } = place(layout, tile);
  context.putImageData(scratch, x, y);
}
