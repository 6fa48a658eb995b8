import { value } from '../format/number';
import { paint, type Image } from '../palette/paint';
import { text, type Drawing } from './drawing';

/** A map with its name. */
export interface NamedImage {
  name: string;
  image: Image;
}

const GAP = 20;
const NAME_HEIGHT = 20;
const SCALE_HEIGHT = 32;
const BAR_HEIGHT = 8;
const MAX_COLUMNS = 10;

/** Approximate width of a letter. */
const LETTER = 7;

/** A map with its name; nothing before its first frame. */
export function named(name: string, image: Image | undefined): NamedImage[] {
  return image === undefined ? [] : [{ name, image }];
}

/** Draws maps in rows, each with its name and colour scale. A single map is larger than several. */
export function mapDrawing(maps: NamedImage[]): Drawing {
  const columns = Math.min(MAX_COLUMNS, maps.length);
  const { height, width } = maps[0]?.image.shape ?? { height: 1, width: 1 };
  const scale = Math.max(1, Math.floor((maps.length === 1 ? 360 : 140) / Math.max(height, width)));
  const longest = Math.max(0, ...maps.map(({ name }) => name.length));
  const cellWidth = Math.max(width * scale, longest * LETTER, 100) + GAP;
  const cellHeight = NAME_HEIGHT + height * scale + SCALE_HEIGHT + GAP;
  const cells = maps.map(({ name, image }, i) => {
    const x = GAP + (i % columns) * cellWidth;
    const y = GAP + Math.floor(i / columns) * cellHeight;
    const below = y + NAME_HEIGHT + height * scale;
    return (
      text(x, y + 12, name) +
      pixels(image, x, y + NAME_HEIGHT, width * scale, height * scale) +
      colourScale(image, x, below + 6, Math.max(100, width * scale))
    );
  });
  return {
    width: GAP + columns * cellWidth,
    height: GAP + Math.ceil(maps.length / Math.max(1, columns)) * cellHeight,
    elements: cells.join(''),
  };
}

/** A bar of the palette from the lowest to the highest colour with its limits; only the limits for maps in colour. */
function colourScale({ centre, limit, oneSided, shape }: Image, x: number, y: number, width: number): string {
  const low = oneSided ? 0 : centre - limit;
  const high = oneSided ? limit : centre + limit;
  const steps = 256;
  const values = Float32Array.from({ length: steps }, (_, i) => low + ((high - low) * i) / (steps - 1));
  const bar: Image = {
    values,
    shape: { planes: 1, height: 1, width: steps },
    centre,
    limit,
    oneSided: oneSided ?? false,
  };
  const ticks = y + BAR_HEIGHT + 14;
  return (
    (shape.planes === 3 ? '' : pixels(bar, x, y, width, BAR_HEIGHT)) +
    text(x, ticks, value(low)) +
    text(x + width, ticks, value(high), 'end')
  );
}

/** An image element with one pixel for each value. */
function pixels(image: Image, x: number, y: number, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = image.shape.width;
  canvas.height = image.shape.height;
  const context = canvas.getContext('2d')!;
  const data = context.createImageData(canvas.width, canvas.height);
  paint(image, data.data);
  context.putImageData(data, 0, 0);
  return imageElement(canvas, x, y, width, height);
}

/** An image element with the pixels of a canvas, each a rectangle. */
export function imageElement(
  canvas: HTMLCanvasElement,
  x: number,
  y: number,
  width: number,
  height: number,
): string {
  return (
    `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ` +
    `style="image-rendering:pixelated" href="${canvas.toDataURL('image/png')}"/>`
  );
}
