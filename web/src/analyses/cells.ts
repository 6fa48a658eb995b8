import type { Cell } from '../api/types';
import { NOTHING, value, whole } from '../format/number';

/** A cell in words; numbers have three significant digits, or all if they are whole. */
export function cellText(cell: Cell): string {
  if (cell === null) return NOTHING;
  if (typeof cell !== 'number') return String(cell);
  return Number.isInteger(cell) && Math.abs(cell) < 1e9 ? whole(cell).replaceAll('-', '−') : value(cell);
}

/** Which columns have nothing but numbers. */
export function numericColumns(columns: number, rows: Cell[][]): boolean[] {
  return Array.from({ length: columns }, (_, column) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
}

/** A convention in words; parts of it with their names. */
export function conventionText(convention: unknown): string {
  if (Array.isArray(convention)) return convention.map(conventionText).join(', ');
  if (typeof convention === 'object' && convention !== null) {
    return Object.entries(convention)
      .map(([name, part]) => `${words(name)} ${conventionText(part)}`)
      .join(', ');
  }
  return typeof convention === 'number' ? cellText(convention) : String(convention ?? NOTHING);
}

/** "loss-gradient" and "templateMetric" as "loss gradient" and "template metric". */
export function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('-', ' ');
}
