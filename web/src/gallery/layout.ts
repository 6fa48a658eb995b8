import type { Shape } from '../palette/paint';

/**
 * Positions of tiles. The canvas holds every map at one canvas pixel per map pixel and is scaled by `scale`.
 * `place` returns positions in map pixels; multiply them by `scale` for CSS pixels.
 */
export interface Layout {
  columns: number;
  rows: number;
  scale: number;
  /** Distances between the left edges and between the top edges of adjacent tiles, in map pixels. */
  pitchX: number;
  pitchY: number;
  canvasWidth: number;
  canvasHeight: number;
}

/** Screen pixels below a map for its label with a name of one line, and of each other line. */
const LABEL_HEIGHT = 48;
const LINE_HEIGHT = 20;
const MAX_LINES = 3;

/** Letters of a name that fit into one line below the smallest tile. */
const LETTERS_OF_A_LINE = 12;

const MIN_TILE = 112;
const MAX_TILE = 150;
const MIN_GAP = 14;
const MAX_GAP = 40;

/**
 * Computes as many columns as fit, balances the rows, and then makes tiles as large as possible.
 *
 * @param letters length of the longest name
 */
export function layout(count: number, shape: Shape, width: number, letters = 0): Layout {
  const lines = Math.min(MAX_LINES, Math.ceil(letters / LETTERS_OF_A_LINE) || 1);
  const label = LABEL_HEIGHT + (lines - 1) * LINE_HEIGHT;
  const smallest = scaleTo(MIN_TILE, shape.width, Math.ceil);
  const fitting = Math.max(1, Math.floor((width + MIN_GAP) / (shape.width * smallest + MIN_GAP)));
  const rows = Math.max(1, Math.ceil(count / fitting));
  const columns = Math.max(1, Math.ceil(count / rows));
  const maxWidth = Math.min(MAX_TILE, (width - (columns - 1) * MIN_GAP) / columns);
  const scale = Math.max(smallest, scaleTo(maxWidth, shape.width, Math.floor));

  const spare = columns > 1 ? (width - columns * shape.width * scale) / (columns - 1) : 0;
  const gap = Math.max(1, Math.floor(Math.min(MAX_GAP, Math.max(MIN_GAP, spare)) / scale));
  const pitchX = shape.width + gap;
  const pitchY = shape.height + Math.ceil((label + MIN_GAP) / scale);
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

/** Maximum number of tiles per page, limited by the canvas size of browsers. */
export function tilesAtOnce(shape: Shape): number {
  const fitting = Math.floor(12_000_000 / Math.max(1, shape.width * shape.height));
  return Math.max(20, Math.min(400, fitting));
}

/** Integer scale, so that all pixels have equal size; maps larger than the tile are shrunk to it. */
function scaleTo(tile: number, width: number, round: (scale: number) => number): number {
  return width < tile ? Math.max(1, round(tile / width)) : tile / width;
}
