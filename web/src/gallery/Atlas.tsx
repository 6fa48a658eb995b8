import { useEffect, useRef } from 'preact/hooks';
import { paint } from '../palette/paint';
import { place, type Layout } from './layout';
import type { Maps } from './maps';

interface Props {
  maps: Maps;
  layout: Layout;
  /** The channel of each tile; the same array until the tiles change. */
  tiles: number[];
  common: boolean;
}

/** The canvas with all maps of the gallery: one canvas pixel per map pixel, scaled by the layout. */
export function Atlas({ maps, layout, tiles, common }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { canvasWidth, canvasHeight, scale, columns } = layout;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let limit = maps.commonLimit();
    const position = new Map(tiles.map((channel, tile) => [channel, tile]));
    const draw = (channels: number[]) => {
      for (const channel of channels) {
        const tile = position.get(channel);
        if (tile !== undefined) drawTile(context, maps, layout, channel, tile, common);
      }
    };
    context.clearRect(0, 0, canvasWidth, canvasHeight);
    draw(tiles);
    return maps.subscribe((changed) => {
      const rescaled = common && maps.commonLimit() !== limit;
      limit = maps.commonLimit();
      draw(rescaled ? tiles : changed);
    });
  }, [maps, canvasWidth, canvasHeight, columns, tiles, common]);
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
  common: boolean,
): void {
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
