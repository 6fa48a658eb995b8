import type { Plan, Rounding } from '../api/types';
import { value, whole } from './number';

/**
 * The plan of a study as text.
 *
 * @param rounding effect of half precision, if known
 */
export function planText(plan: Plan, rounding: Rounding | null): string {
  const { device, instructions, engine } = plan.platform;
  return [
    `blocks of ${whole(plan.blockSize)} in batches of ${whole(plan.batchSize)}`,
    device,
    instructions,
    engine,
    ...(plan.precision !== 'float32' ? [plan.precision, ...changes(rounding)] : []),
  ].join(', ');
}

function changes(rounding: Rounding | null): string[] {
  const { trials, changedLabels, relativeDifference } = rounding ?? {};
  const scope = `of the first ${whole(trials)} trials`;
  if (typeof changedLabels === 'number')
    return [`which changes ${(100 * changedLabels).toFixed(2)} % of the labels ${scope}`];
  if (typeof relativeDifference === 'number')
    return [`which changes responses ${scope} by ${value(relativeDifference)} of their standard deviation`];
  return [];
}
