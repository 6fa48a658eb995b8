import { describe, expect, it } from 'vitest';
import { mebibytes, percent, reliability, share, short, value, whole } from './number';

it('an undefined number is a dash', () => {
  for (const format of [whole, short, share, percent, value]) {
    expect([format(null), format(undefined), format(NaN), format(Infinity)]).toEqual(['–', '–', '–', '–']);
  }
});

it('whole numbers are grouped by thousands', () => {
  expect([0, 999, 1000, 1234567.4].map(whole)).toEqual(['0', '999', '1,000', '1,234,567']);
});

it('short numbers have three digits at most', () => {
  expect([0, 5, 5.25, 950, 999.6, 1000, 12_345, 123_456, 999_600, 4_560_000, 2e9].map(short)).toEqual([
    '0',
    '5',
    '5.3',
    '950',
    '1 k',
    '1 k',
    '12.3 k',
    '123 k',
    '1 M',
    '4.56 M',
    '2 G',
  ]);
});

it('sizes are in MiB, small ones with a decimal', () => {
  expect([1_203_765_248, 10_485_760, 2_500_000, 0, null].map(mebibytes)).toEqual([
    '1,148 MiB',
    '10 MiB',
    '2.4 MiB',
    '0.0 MiB',
    '–',
  ]);
});

describe('a reliability', () => {
  it('has three decimals and is rounded down', () => {
    expect([0.95, 0.9499999, 0.9999].map(reliability)).toEqual(['0.950', '0.949', '0.999']);
  });

  it('is exact in spite of binary fractions', () => {
    expect([0.29, 0.57, 1, -0.29].map((r) => share(r))).toEqual(['0.29', '0.57', '1.00', '−0.29']);
  });

  it('below zero has a true minus sign', () => {
    expect([-0.2561, -0, -1e-12].map(reliability)).toEqual(['−0.257', '0.000', '0.000']);
  });
});

it('values of maps have three significant digits', () => {
  expect([0, 0.04187, -0.5, 12.345, 0.000042, -123456].map(value)).toEqual([
    '0',
    '0.0419',
    '−0.5',
    '12.3',
    '4.2e−5',
    '−1.2e5',
  ]);
});

it('fractions become percentages', () => {
  expect(percent(0.2134)).toBe('21.3 %');
});
