import { describe, expect, it } from 'vitest';
import type { HistoryRow } from '../api/types';
import { historyLines, MAX_LINES } from './history';

const row = (trials: number, channel: string, reliability: number | null): HistoryRow => ({
  trials,
  channel,
  reliability,
});

describe('a history', () => {
  it('has one line per channel over the same looks', () => {
    const rows = [row(2000, 'b', 0.4), row(1000, 'a', null), row(1000, 'b', 0.2), row(2000, 'a', 0.1)];
    expect(historyLines(rows, ['a', 'b'], [])).toEqual({
      trials: [1000, 2000],
      lines: [
        { key: 'channel a', label: 'a', values: [null, 0.1] },
        { key: 'channel b', label: 'b', values: [0.2, 0.4] },
      ],
    });
  });

  it('has the lower limit of reliability, which targets are compared with', () => {
    const rows = [
      { ...row(1000, 'a', 0.9), assured: 0.4 },
      { ...row(2000, 'a', 0.9), assured: null },
      row(3000, 'a', 0.95),
    ];
    expect(historyLines(rows, ['a'], []).lines[0]!.values).toEqual([0.4, null, 0.95]);
  });

  it('has empty lines before the first look', () => {
    expect(historyLines([], ['a'], [])).toEqual({
      trials: [],
      lines: [{ key: 'channel a', label: 'a', values: [] }],
    });
  });

  it('of many channels shows their spread and the chosen ones', () => {
    const names = Array.from({ length: MAX_LINES + 1 }, (_, i) => `u${i}`);
    const rows = names.map((name, i) => row(1000, name, i / 100));
    expect(
      historyLines(rows, names, ['u3', 'u5']).lines.map(({ label, values }) => [label, values[0]]),
    ).toEqual([
      ['lowest', 0],
      ['median', 0.1],
      ['highest', 0.2],
      ['u3', 0.03],
      ['u5', 0.05],
    ]);
  });
});
