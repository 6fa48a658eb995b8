import { expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { planText } from './plan';

const { plan } = study();
const start = 'blocks of 1,000 in batches of 250';
const platform = 'cpu, amd64 avx2, pytorch 2.7.1';

it('states blocks, batches and the platform', () => {
  expect(planText(plan, null)).toBe(`${start}, ${platform}`);
});

it('states half precision and its effect', () => {
  const half = { ...plan, precision: 'bfloat16' } as const;
  expect(planText(half, null)).toBe(`${start}, ${platform}, bfloat16`);
  const labels = { trials: 10_000, changedLabels: 0.0012, relativeDifference: null };
  expect(planText(half, labels)).toBe(
    `${start}, ${platform}, bfloat16, which changes 0.12 % of the labels of the first 10,000 trials`,
  );
  const units = { trials: 500, changedLabels: null, relativeDifference: 0.0031 };
  expect(planText(half, units)).toBe(
    `${start}, ${platform}, bfloat16, which changes responses of the first 500 trials by 0.0031 of their standard deviation`,
  );
});
