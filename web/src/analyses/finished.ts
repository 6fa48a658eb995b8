import { getAnalysis, listAnalyses } from '../api/client';
import type { AnalysisResult, Cell, WholeAnalysis } from '../api/types';

const MAX_LISTED = 500;

/** Returns the newest finished analysis of a name with the given arguments; null for none. */
export async function newestFinished(
  name: string,
  given: Record<string, string>,
): Promise<WholeAnalysis | null> {
  const { analyses } = await listAnalyses(MAX_LISTED);
  const found = analyses.find(
    (each) =>
      each.analysis === name &&
      each.state === 'finished' &&
      Object.entries(given).every(([key, value]) => each.arguments[key] === value),
  );
  return found === undefined ? null : getAnalysis(found.id);
}

/** The numbers of a column of a table of a result, row by row; empty if it does not have it. */
export function columnOf(result: AnalysisResult, table: string, column: string): (number | null)[] {
  const figure = result.figures.find(({ name }) => name === table);
  if (figure?.kind !== 'table') return [];
  const place = figure.columns.indexOf(column);
  return place < 0 ? [] : figure.rows.map((row) => numberOf(row[place]));
}

function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}
