import type { AnalysisState, Standing, Stopping, StudyRow, StudyState } from '../api/types';
import { defined, whole } from './number';

const standings: Record<Standing, string> = {
  waiting: 'waiting for trials',
  short: 'short of target',
  reached: 'target reached',
  rare: 'too rare to judge',
};

export function standingWords(standing: Standing): string {
  return standings[standing] ?? standing;
}

const states: Record<StudyState | AnalysisState, string> = {
  waiting: 'waiting',
  submitted: 'submitted',
  running: 'running',
  paused: 'paused',
  stopping: 'stopping',
  finished: 'finished',
  failed: 'failed',
  stopped: 'stopped',
};

export function stateWords(state: StudyState | AnalysisState): string {
  return states[state] ?? state;
}

const ends: Record<string, string> = {
  'max-trials': 'all trials were shown',
  reliability: 'the target reliability was met',
  precision: 'the target precision was met',
  targets: 'the targets of reliability and precision were met',
  time: 'its time was up',
  stopped: 'it was stopped by hand',
};

/** Why a study is over, in words; null while it is not. */
export function endWords(
  study: Pick<StudyRow, 'state' | 'end' | 'problem' | 'stop' | 'stopping'>,
): string | null {
  if (study.state === 'failed') return study.problem || 'The study failed.';
  if (study.state !== 'finished') return null;
  const finished = study.end ? `Finished: ${ends[study.end] ?? study.end}.` : 'Finished.';
  const hasTarget = defined(study.stop?.reliability) || defined(study.stop?.precision);
  return hasTarget && study.stopping ? `${finished} ${stoppingWords(study.stopping)}` : finished;
}

/** How many maps reached the target, and why the others did not. */
export function stoppingWords({ reached, judged, channels }: Stopping): string {
  if (reached === channels) {
    return channels === 1 ? 'The map reached the target.' : `All ${whole(channels)} maps reached the target.`;
  }
  const few = channels - judged;
  const short = judged - reached;
  const others = [
    few > 0 ? `${whole(few)} had too few responses` : [],
    short > 0 ? `${whole(short)} ${short === 1 ? 'was' : 'were'} short of it` : [],
  ].flat();
  return `${whole(reached)} of ${whole(channels)} ${channels === 1 ? 'map' : 'maps'} reached the target; ${others.join(', ')}.`;
}

export function hasEnded(state: StudyState): boolean {
  return state === 'finished' || state === 'failed';
}

/** Whether no trial is shown until somebody asks for it. */
export function rests(state: StudyState): boolean {
  return hasEnded(state) || state === 'paused';
}

/** Whether a study goes on from its last checkpoint when it is asked to. */
export function canResume({ state, end }: Pick<StudyRow, 'state' | 'end'>): boolean {
  return state === 'paused' || state === 'failed' || (state === 'finished' && end === 'stopped');
}

/** Whether a study may be given more trials: it rests, and has not met a rule other than that of trials. */
export function canExtend(study: Pick<StudyRow, 'state' | 'end' | 'maxTrials'>): boolean {
  if (!rests(study.state) || study.maxTrials === null) return false;
  return study.end === 'max-trials' || canResume(study);
}
