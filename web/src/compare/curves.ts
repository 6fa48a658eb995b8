import type { HistoryRow } from '../api/types';
import type { History } from '../chart/history';
import { comparedReliability } from '../format/stopping';

/** Reliability (lower limit) of the worst and the median channel of a study at each look; null if undefined. */
export interface Curve {
  id: string;
  label: string;
  trials: number[];
  worst: (number | null)[];
  median: (number | null)[];
  /** Reliability of each channel at the same looks. */
  channels: (number | null)[][];
}

/** Creates the curve of a study. A channel without a map counts as the worst. */
export function curveOf(id: string, label: string, rows: HistoryRow[], names: string[]): Curve {
  const trials = [...new Set(rows.map((row) => row.trials))].sort((a, b) => a - b);
  const look = new Map(trials.map((count, i) => [count, i]));
  const place = new Map(names.map((name, i) => [name, i]));
  const channels = names.map(() => new Array<number | null>(trials.length).fill(null));
  for (const row of rows) {
    const channel = place.get(row.channel);
    if (channel !== undefined) channels[channel]![look.get(row.trials)!] = comparedReliability(row);
  }
  const sorted = trials.map((_count, i) =>
    channels.map((line) => line[i] ?? -Infinity).sort((a, b) => a - b),
  );
  return {
    id,
    label,
    trials,
    worst: sorted.map((values) => finite(values[0])),
    median: sorted.map((values) => finite(middle(values))),
    channels,
  };
}

/** One line per study over the looks of all studies. */
export function lines(curves: Curve[], which: 'worst' | 'median'): History {
  const trials = [...new Set(curves.flatMap((curve) => curve.trials))]
    .filter((count) => count > 0)
    .sort((a, b) => a - b);
  return {
    trials,
    lines: curves.map((curve) => {
      const values = new Map(curve.trials.map((count, i) => [count, curve[which][i] ?? null]));
      return { key: curve.id, label: curve.label, values: trials.map((count) => values.get(count) ?? null) };
    }),
  };
}

/** Trials at which the last channel reaches a target, by the rule of `revcor compare`; null if not all do. */
export function reached({ trials, channels }: Curve, target: number): number | null {
  return finite(Math.max(...channels.map((line) => trials[firstLook(line, target)] ?? Infinity)));
}

/** Index of the first of two consecutive looks at or above the target; -1 for none. */
export function firstLook(reliability: (number | null)[], target: number): number {
  return reliability.findIndex(
    (value, i) => (value ?? -Infinity) >= target && (reliability[i + 1] ?? -Infinity) >= target,
  );
}

function middle(sorted: number[]): number | undefined {
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1]! + sorted[half]!) / 2;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
