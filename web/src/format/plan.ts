import type { Plan, Rounding } from '../api/types';
import { value, whole } from './number';

/**
 * A study's plan in words.
 *
 * @param asked what the study file says of its batch size
 * @param rounding what half width changes, where that is known
 */
export function planText(plan: Plan, asked: unknown, rounding?: Rounding | null): string {
  const origin = asked === 'calibrated' ? ' (calibrated)' : '';
  const place = plan.platform && [plan.platform.device, plan.platform.instructions, plan.platform.engine];
  return [
    `blocks of ${whole(plan.blockSize)} in batches of ${whole(plan.batchSize)}${origin}`,
    ...(place ?? []),
    ...(plan.precision && plan.precision !== 'float32' ? [plan.precision, ...changes(rounding)] : []),
  ].join(', ');
}

function changes(rounding: Rounding | null | undefined): string[] {
  const { trials, changedLabels, relativeDifference } = rounding ?? {};
  const of = `of the first ${whole(trials)} trials`;
  if (typeof changedLabels === 'number')
    return [`which changes ${(100 * changedLabels).toFixed(2)} % of the labels ${of}`];
  if (typeof relativeDifference === 'number')
    return [`which changes responses ${of} by ${value(relativeDifference)} of their standard deviation`];
  return [];
}
