import type { Stop, StoppingStatus, StudyRow, StudyState } from '../api/types';

/** The reliability that maps are compared with if the study has no target, as in org.revcor.estimate.StoppingRule. */
export const REFERENCE_RELIABILITY = 0.95;

/** Whether a study ends at a reliability or a precision. */
export function hasTarget({ reliability, precision }: Stop): boolean {
  return reliability !== null || precision !== null;
}

const standings: Record<StoppingStatus, string> = {
  waiting: 'too few responses so far',
  short: 'short of target',
  reached: 'target reached',
  rare: 'too few responses',
  constant: 'constant output',
  unchecked: 'gradients unchecked',
};

/** The status of a channel; without a target, whether its reliability is high. */
export function statusText(standing: StoppingStatus, isTarget: boolean): string {
  if (!isTarget && standing === 'short') return `reliability below ${REFERENCE_RELIABILITY}`;
  if (!isTarget && standing === 'reached') return `reliability at least ${REFERENCE_RELIABILITY}`;
  return standings[standing] ?? standing;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A message of the server as a sentence. A key or a value that it begins with stays as it is. */
export function sentence(text: string): string {
  const begun = /^[a-z]+ /.test(text) ? capital(text) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

const ends: Record<NonNullable<StudyRow['end']>, string> = {
  'max-trials': 'maximum number of trials reached',
  reliability: 'target reliability reached',
  precision: 'target precision reached',
  targets: 'target reliability and precision reached',
  time: 'time limit reached',
  stopped: 'stopped by a user',
  failure: 'failed',
};

/** The reason why a study ended; null before its end. */
export function endText(study: Pick<StudyRow, 'state' | 'end' | 'problem'>): string | null {
  if (study.state === 'failed') return study.problem || 'The study failed.';
  if (study.state !== 'finished') return null;
  return study.end ? `Finished: ${ends[study.end]}.` : 'Finished.';
}

/** The reason why a study waits; null if it does not. */
export function waitingText(
  study: Pick<StudyRow, 'state' | 'end' | 'problem' | 'queuePosition'>,
): string | null {
  if (study.state === 'queued') {
    const reason = study.problem ? ` It cannot start now: ${study.problem}.` : '';
    return `The study starts when others have ended; its position in the queue is ${study.queuePosition}.${reason}`;
  }
  if (mapsWait(study)) return `The maps of the study wait for a worker: ${study.problem}.`;
  if (study.state !== 'waiting') return null;
  return waitsForObserver(study)
    ? `The study is ${study.problem}.`
    : `The study waits for a worker: ${study.problem ?? 'reason unknown'}.`;
}

/** Whether a study that ends waits for a worker that shows its maps to the observer. */
function mapsWait({ state, end, problem }: Pick<StudyRow, 'state' | 'end' | 'problem'>): boolean {
  return state === 'stopping' && problem !== null && end !== null && end !== 'failure';
}

/** Whether outputs of a study's observer are missing, not a worker. */
export function waitsForObserver({ state, problem }: Pick<StudyRow, 'state' | 'problem'>): boolean {
  return state === 'waiting' && (problem ?? '').startsWith('waiting for');
}

/** Whether a study shows trials, or would with a worker. */
export function isRunning(state: StudyState): boolean {
  return state === 'running' || state === 'waiting';
}

export function hasEnded(state: StudyState): boolean {
  return state === 'finished' || state === 'failed';
}

/** Whether a study is inactive: paused, finished or failed. */
export function isInactive(state: StudyState): boolean {
  return hasEnded(state) || state === 'paused';
}

/** Whether a study can be resumed from its last checkpoint. */
export function canResume({ state, end }: Pick<StudyRow, 'state' | 'end'>): boolean {
  return state === 'paused' || state === 'failed' || (state === 'finished' && end === 'stopped');
}

/** Whether a study can get more trials: it is inactive and has reached no rule other than max-trials. */
export function canExtend(study: Pick<StudyRow, 'state' | 'end' | 'maxTrials'>): boolean {
  if (!isInactive(study.state) || study.maxTrials === null) return false;
  return study.end === 'max-trials' || canResume(study);
}

/** Whether a study can be ended with its results so far, also while its maps wait for a worker. */
export function canStop(study: Pick<StudyRow, 'state' | 'end' | 'problem'>): boolean {
  return isRunning(study.state) || ['paused', 'submitted', 'queued'].includes(study.state) || mapsWait(study);
}

/** Whether a study can be deleted: it has no run. */
export function canDelete(state: StudyState): boolean {
  return isInactive(state) || state === 'queued';
}
