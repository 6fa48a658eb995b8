import { expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { planText } from './plan';

const { plan } = study();
const start = 'blocks of 1,000 in batches of 250';
const platform = 'cpu, amd64 avx2, pytorch 2.7.1';

it('states blocks, batches and the platform', () => {
  expect(planText(plan)).toBe(`${start}, ${platform}`);
});
