import type { Plan } from '../api/types';
import { whole } from './number';

/**
 * A study's plan in words.
 *
 * @param asked what the study file says of its batch size
 */
export function planText(plan: Plan, asked: unknown): string {
  const origin = asked === 'calibrated' ? ' (calibrated)' : '';
  const place = plan.platform && [plan.platform.device, plan.platform.instructions, plan.platform.engine];
  return [
    `blocks of ${whole(plan.blockSize)} in batches of ${whole(plan.batchSize)}${origin}`,
    ...(place ?? []),
  ].join(', ');
}
