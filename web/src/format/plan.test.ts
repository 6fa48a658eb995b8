import { expect, it } from 'vitest';
import { planText } from './plan';

const plan = {
  blockSize: 1000,
  batchSize: 125,
  platform: { device: 'cpu', instructions: 'amd64 avx2', engine: 'pytorch 2.7.1' },
};

it('tells blocks, batches and what they are computed on', () => {
  expect(planText(plan, undefined)).toBe('blocks of 1,000 in batches of 125, cpu, amd64 avx2, pytorch 2.7.1');
});

it('tells that batches were calibrated, and not that a number was', () => {
  expect(planText({ blockSize: 1000, batchSize: 125 }, 'calibrated')).toBe(
    'blocks of 1,000 in batches of 125 (calibrated)',
  );
  expect(planText({ blockSize: 100, batchSize: 25 }, 25)).toBe('blocks of 100 in batches of 25');
});
