import type { Shape } from '../palette/paint';

/**
 * Where tiles stand. The gallery's one canvas holds every map at one canvas pixel a map pixel and is stretched
 * by `scale`, so all places are whole map pixels: `place` gives them, times `scale` they are the page's.
 */
export interface Layout {
  columns: number;
  rows: number;
  scale: number;
  /** Map pixels from one tile's left edge to the next, and from top to top. */
  pitchX: number;
  pitchY: number;
  canvasWidth: number;
  canvasHeight: number;
}

/** Screen pixels below a map for its label. */
const LABEL_HEIGHT = 66;

const MIN_TILE = 112;
const MAX_TILE = 150;
const MIN_GAP = 14;
const MAX_GAP = 40;

/** As many columns as fit, evened out over the rows; then tiles as large as that leaves room for. */
export function layout(count: number, shape: Shape, width: number): Layout {
  const smallest = scaleTo(MIN_TILE, shape.width, Math.ceil);
  const fitting = Math.max(1, Math.floor((width + MIN_GAP) / (shape.width * smallest + MIN_GAP)));
  const rows = Math.max(1, Math.ceil(count / fitting));
  const columns = Math.max(1, Math.ceil(count / rows));
  const room = Math.min(MAX_TILE, (width - (columns - 1) * MIN_GAP) / columns);
  const scale = Math.max(smallest, scaleTo(room, shape.width, Math.floor));

  const spare = columns > 1 ? (width - columns * shape.width * scale) / (columns - 1) : 0;
  const gap = Math.max(1, Math.floor(Math.min(MAX_GAP, Math.max(MIN_GAP, spare)) / scale));
  const pitchX = shape.width + gap;
  const pitchY = shape.height + Math.ceil((LABEL_HEIGHT + MIN_GAP) / scale);
  return {
    columns,
    rows,
    scale,
    pitchX,
    pitchY,
    canvasWidth: columns * pitchX - gap,
    canvasHeight: rows * pitchY - Math.floor(MIN_GAP / scale),
  };
}

export function place(layout: Layout, index: number): { x: number; y: number } {
  return {
    x: (index % layout.columns) * layout.pitchX,
    y: Math.floor(index / layout.columns) * layout.pitchY,
  };
}

/** Tiles a page may hold before the canvas grows beyond what browsers draw. */
export function tilesAtOnce(shape: Shape): number {
  const most = Math.floor(12_000_000 / Math.max(1, shape.width * shape.height));
  return Math.max(20, Math.min(400, most));
}

/** Whole screen pixels a map pixel, so that all look alike; maps larger than the tile are shrunk to it. */
function scaleTo(tile: number, width: number, round: (scale: number) => number): number {
  return width < tile ? Math.max(1, round(tile / width)) : tile / width;
}
