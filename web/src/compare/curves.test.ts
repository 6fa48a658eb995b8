import { expect, it } from 'vitest';
import type { HistoryRow } from '../api/types';
import { curveOf, firstLook, lines, reached } from './curves';

const row = (trials: number, channel: string, reliability: number | null): HistoryRow => ({
  trials,
  channel,
  reliability,
});

const three = curveOf(
  's',
  'study',
  [
    row(100, 'a', 0.2),
    row(100, 'b', null),
    row(100, 'c', 0.6),
    row(200, 'a', 0.5),
    row(200, 'b', 0.1),
    row(200, 'c', 0.8),
    row(300, 'a', 0.6),
    row(300, 'b', 0.4),
    row(300, 'c', 0.9),
  ],
  ['a', 'b', 'c'],
);

it('a channel without a map counts as worst', () => {
  expect(three.trials).toEqual([100, 200, 300]);
  expect(three.worst).toEqual([null, 0.1, 0.4]);
  expect(three.median).toEqual([0.2, 0.5, 0.6]);
});

it('of two channels the median is their mean', () => {
  const two = curveOf('s', 's', [row(100, 'a', 0.2), row(100, 'b', 0.4)], ['a', 'b']);
  expect(two.median[0]).toBeCloseTo(0.3, 12);
});

it('a channel is compared by its lower limit, if the history has it', () => {
  const rows = [
    { ...row(100, 'a', 0.9), assured: 0.4 },
    { ...row(200, 'a', 0.9), assured: null },
    row(300, 'a', 0.9),
  ];
  expect(curveOf('s', 's', rows, ['a']).worst).toEqual([0.4, null, 0.9]);
});

it.each([
  [0.1, 1],
  [0.4, 2],
  [0.5, 4],
  [0.8, 7],
  [0.85, -1],
])('reliability %d is reached at the first of two consecutive looks', (target, look) => {
  expect(firstLook([null, 0.2, 0.6, 0.4, 0.5, 0.7, null, 0.8, 0.9], target)).toBe(look);
});

it('trials to targets are those of the last channel', () => {
  expect([0.1, 0.5].map((target) => reached(three, target))).toEqual([200, null]);
});

it('lines of several studies share their trials', () => {
  const other = curveOf('t', 'other', [row(200, 'x', 0.3), row(400, 'x', 0.5)], ['x']);
  expect(lines([three, other], 'worst')).toEqual({
    trials: [100, 200, 300, 400],
    lines: [
      { key: 's', label: 'study', values: [null, 0.1, 0.4, null] },
      { key: 't', label: 'other', values: [null, 0.3, null, 0.5] },
    ],
  });
});
