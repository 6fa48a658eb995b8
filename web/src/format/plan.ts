import type { Plan } from '../api/types';
import { whole } from './number';

/** The plan of a study as text. */
export function planText(plan: Plan): string {
  const { device, instructions, engine } = plan.platform;
  return [
    `blocks of ${whole(plan.blockSize)} in batches of ${whole(plan.batchSize)}`,
    device,
    instructions,
    engine,
  ].join(', ');
}
