import type { HistoryRow } from '../api/types';
import { comparedReliability } from '../format/stopping';

/** A line of the chart: reliability (lower limit) at each trial count; null if undefined. */
export interface Line {
  key: string;
  label: string;
  values: (number | null)[];
}

export interface History {
  trials: number[];
  lines: Line[];
}

/** Maximum number of channels with separate lines. */
export const MAX_LINES = 20;

/** One line per channel up to MAX_LINES; beyond that lowest, median, highest and the chosen channels. */
export function historyLines(rows: HistoryRow[], names: string[], chosen: string[]): History {
  const trials = [...new Set(rows.map((row) => row.trials))]
    .filter((count) => count > 0)
    .sort((a, b) => a - b);
  const at = new Map(trials.map((count, i) => [count, i]));
  const values = new Map<string, (number | null)[]>(names.map((name) => [name, blank(trials.length)]));
  for (const row of rows) {
    const i = at.get(row.trials);
    if (i === undefined) continue;
    let line = values.get(row.channel);
    if (line === undefined) values.set(row.channel, (line = blank(trials.length)));
    line[i] = comparedReliability(row);
  }
  const each = [...values].map(([name, line]) => ({ key: `channel ${name}`, label: name, values: line }));
  if (each.length <= MAX_LINES) return { trials, lines: each };
  const single = each.filter((line) => chosen.includes(line.label));
  return { trials, lines: [...spread(each, trials.length), ...single] };
}

function spread(lines: Line[], length: number): Line[] {
  const low = blank(length);
  const middle = blank(length);
  const high = blank(length);
  for (let i = 0; i < length; i++) {
    const known = lines
      .map((line) => line.values[i])
      .filter((value) => value !== null && value !== undefined)
      .sort((a, b) => a - b);
    if (known.length === 0) continue;
    low[i] = known[0]!;
    middle[i] = known[Math.floor((known.length - 1) / 2)]!;
    high[i] = known.at(-1)!;
  }
  return [
    { key: 'lowest', label: 'lowest', values: low },
    { key: 'median', label: 'median', values: middle },
    { key: 'highest', label: 'highest', values: high },
  ];
}

function blank(length: number): (number | null)[] {
  return new Array<number | null>(length).fill(null);
}
