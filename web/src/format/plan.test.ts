import { expect, it } from 'vitest';
import { planText } from './plan';

const plan = {
  blockSize: 1000,
  batchSize: 125,
  platform: { device: 'cpu', instructions: 'amd64 avx2', engine: 'pytorch 2.7.1' },
};

it('states blocks, batches and the platform', () => {
  expect(planText(plan, undefined)).toBe('blocks of 1,000 in batches of 125, cpu, amd64 avx2, pytorch 2.7.1');
});

it('states whether the batch size is calibrated', () => {
  expect(planText({ blockSize: 1000, batchSize: 125 }, 'calibrated')).toBe(
    'blocks of 1,000 in batches of 125 (calibrated)',
  );
  expect(planText({ blockSize: 100, batchSize: 25 }, 25)).toBe('blocks of 100 in batches of 25');
});

it('states half precision and its effect', () => {
  const half = { blockSize: 1000, batchSize: 250, precision: 'bfloat16' };
  const start = 'blocks of 1,000 in batches of 250, bfloat16';
  expect(planText({ ...half, precision: 'float32' }, undefined)).toBe('blocks of 1,000 in batches of 250');
  expect(planText(half, undefined, null)).toBe(start);
  const labels = { trials: 10_000, changedLabels: 0.0012, relativeDifference: null };
  expect(planText(half, undefined, labels)).toBe(
    `${start}, which changes 0.12 % of the labels of the first 10,000 trials`,
  );
  const units = { trials: 500, changedLabels: null, relativeDifference: 0.0031 };
  expect(planText(half, undefined, units)).toBe(
    `${start}, which changes responses of the first 500 trials by 0.0031 of their standard deviation`,
  );
});
