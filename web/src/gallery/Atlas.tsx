import { useEffect, useRef } from 'preact/hooks';
import { paint } from '../palette/paint';
import { place, type Layout } from './layout';
import type { Limit } from './limit';
import type { Maps } from './maps';

interface Props {
  maps: Maps;
  layout: Layout;
  /** The channel of each tile; the same array until the tiles change. */
  tiles: number[];
  limit: Limit;
}

/** The canvas with all maps of the gallery: one canvas pixel per map pixel, scaled by the layout. */
export function Atlas({ maps, layout, tiles, limit }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { canvasWidth, canvasHeight, scale, columns } = layout;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let common = maps.commonLimit();
    const position = new Map(tiles.map((channel, tile) => [channel, tile]));
    const draw = (channels: number[]) => {
      for (const channel of channels) {
        const tile = position.get(channel);
        if (tile !== undefined) drawTile(context, maps, layout, channel, tile, limit);
      }
    };
    context.clearRect(0, 0, canvasWidth, canvasHeight);
    draw(tiles);
    return maps.subscribe((changed) => {
      const rescaled = limit === 'common' && maps.commonLimit() !== common;
      common = maps.commonLimit();
      draw(rescaled ? tiles : changed);
    });
  }, [maps, canvasWidth, canvasHeight, columns, tiles, limit]);
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
  limit: Limit,
): void {
  const image = maps.image(channel, limit);
  if (image === undefined) return;
  const { width, height } = image.shape;
  if (scratch === null || scratch.width !== width || scratch.height !== height) {
    scratch = context.createImageData(width, height);
  }
  paint(image, scratch.data);
  const { x, y } = place(layout, tile);
  context.putImageData(scratch, x, y);
}
