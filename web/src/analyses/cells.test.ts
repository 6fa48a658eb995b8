import { expect, it } from 'vitest';
import { cellText, conventionText, numericColumns } from './cells';

it('cells are formatted', () => {
  expect(['a', 12345, 0, -3, 0.98765, -0.5, 1e-9, 1e12, null].map((cell) => cellText(cell))).toEqual([
    'a',
    '12,345',
    '0',
    '−3',
    '0.988',
    '−0.5',
    '1.0e−9',
    '1.0e12',
    '–',
  ]);
  expect([0, 0.02].map((cell) => cellText(cell, 'p'))).toEqual(['< 0.0001', '0.02']);
  expect([0.94962, 1, null].map((cell) => cellText(cell, 'reliability'))).toEqual(['0.949', '1.000', '–']);
});

it('a column without text is numeric', () => {
  const rows = [
    ['a', 1, null],
    ['b', 0.5, 2],
  ];
  expect(numericColumns(3, rows)).toEqual([false, true, true]);
  expect(numericColumns(1, [])).toEqual([true]);
});

it('conventions become text', () => {
  expect(
    [1000000, 'uniform', [0, 0.5], { law: 'uniform', meanOfAll: 0.5 }, null, false].map(conventionText),
  ).toEqual(['1,000,000', 'uniform', '0, 0.5', 'law uniform, mean of all 0.5', '–', 'false']);
});
