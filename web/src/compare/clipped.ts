import type { AnalysisResult, Cell } from '../api/types';

const CORRELATIONS = ['correlation', 'lower', 'upper'];

/** Returns a result whose table of correlations is clipped to -1 and 1, as estimates may lie beyond. */
export function clipped(result: AnalysisResult): AnalysisResult {
  return {
    ...result,
    figures: result.figures.map((figure) => {
      if (figure.kind !== 'table' || figure.name !== 'correlations') return figure;
      const clips = figure.columns.map((column) => CORRELATIONS.includes(column));
      return {
        ...figure,
        rows: figure.rows.map((row) => row.map((cell, i) => (clips[i] ? clip(cell) : cell))),
      };
    }),
  };
}

function clip(cell: Cell): Cell {
  return typeof cell === 'number' ? Math.max(-1, Math.min(1, cell)) : cell;
}
