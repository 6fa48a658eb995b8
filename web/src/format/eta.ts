import type { StudyRow } from '../api/types';
import { duration } from './duration';
import { defined } from './number';

/** The time until a running study reaches its target or its limit of trials, as text; null if unknown. */
export function remainingText(study: StudyRow): string | null {
  const { state, etaSeconds, maxTrials, trials, trialsPerSecond } = study;
  const toLimit = maxTrials && trialsPerSecond ? (maxTrials - trials) / trialsPerSecond : null;
  const known = [etaSeconds, toLimit].filter(defined);
  if (state !== 'running' || known.length === 0) return null;
  return `${approximately(Math.min(...known))} left`;
}

export function approximately(seconds: number): string {
  return seconds < 1 ? 'less than 1 s' : `about ${duration(coarse(seconds))}`;
}

/** Rounds an estimate to its accuracy. */
function coarse(seconds: number): number {
  if (seconds < 20) return seconds;
  if (seconds < 120) return Math.round(seconds / 5) * 5;
  if (seconds < 3600) return Math.round(seconds / 60) * 60;
  return Math.round(seconds / 600) * 600;
}
