import type { StudyState } from '../api/types';
import { duration } from './duration';
import { defined } from './number';

/** What is known when the time to the target is asked for. */
export interface Expectation {
  state: StudyState;
  end: string | null | undefined;
  /** Whether the study has a target. */
  hasTarget: boolean;
  /** Whether the last look found it reached. */
  reached: boolean;
  /** Seconds to the target as the last look saw it. */
  etaSeconds: number | null | undefined;
  /** Running seconds gone by since that look. */
  since: number;
}

/** Time to the target in words. */
export function etaText(expectation: Expectation): string {
  const { state, end, hasTarget, reached, etaSeconds, since } = expectation;
  if (!hasTarget) return 'no target set';
  if (end === 'reliability' || end === 'precision' || end === 'targets') return 'reached';
  if (state === 'finished' || state === 'failed') return 'not reached';
  if (state === 'submitted') return 'not started';
  if (state === 'stopping') return 'stopping';
  if (reached) return 'reached';
  if (!defined(etaSeconds)) return 'not yet known';
  if (state === 'paused') return `${duration(etaSeconds)} once resumed`;
  const left = etaSeconds - Math.max(0, since);
  return left < 1 ? 'any moment' : `about ${duration(coarse(left))}`;
}

/** An estimate shown to the second would pretend to know it. */
function coarse(seconds: number): number {
  if (seconds < 20) return seconds;
  if (seconds < 120) return Math.round(seconds / 5) * 5;
  if (seconds < 3600) return Math.round(seconds / 60) * 60;
  return Math.round(seconds / 600) * 600;
}
