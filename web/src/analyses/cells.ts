import type { Cell } from '../api/types';
import { NO_VALUE, probability, reliability, value, whole } from '../format/number';

/** The text of a cell; numbers other than reliabilities have three significant digits, integers have all. */
export function cellText(cell: Cell, column = ''): string {
  if (cell === null) return NO_VALUE;
  if (typeof cell === 'string') return cell;
  if (column.startsWith('reliability')) return reliability(cell);
  if (column === 'p') return probability(cell);
  return Number.isInteger(cell) && Math.abs(cell) < 1e9 ? whole(cell).replaceAll('-', '−') : value(cell);
}

/** Whether each column contains only numbers. */
export function numericColumns(columns: number, rows: Cell[][]): boolean[] {
  return Array.from({ length: columns }, (_, column) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
}

/** The text of a convention; parts are prefixed by their names. */
export function conventionText(convention: unknown): string {
  if (Array.isArray(convention)) return convention.map(conventionText).join(', ');
  if (typeof convention === 'object' && convention !== null) {
    return Object.entries(convention)
      .map(([name, part]) => `${words(name)} ${conventionText(part)}`)
      .join(', ');
  }
  return typeof convention === 'number' ? cellText(convention) : String(convention ?? NO_VALUE);
}

/** "loss-gradient" and "templateMetric" as "loss gradient" and "template metric". */
export function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('-', ' ');
}
