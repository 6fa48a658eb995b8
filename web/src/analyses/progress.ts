import type { Analysis } from '../api/types';
import { duration } from '../format/duration';
import { whole } from '../format/number';

type Progress = Pick<Analysis, 'state' | 'shown' | 'expected' | 'secondsLeft' | 'problem'>;

/** The progress of an analysis as text. */
export function progressText({ state, shown, expected, secondsLeft, problem }: Progress): string {
  switch (state) {
    case 'waiting':
      return 'waiting for another analysis';
    case 'running':
      if (expected === 0) return 'starting';
      return `${whole(shown)} of ${whole(expected)} stimuli shown${
        secondsLeft === null ? '' : `, about ${duration(secondsLeft)} left`
      }`;
    case 'failed':
      return problem ?? 'failed';
    case 'stopped':
      return problem ?? 'stopped by a user';
    case 'finished':
      return expected === 0 ? 'finished' : `${whole(shown)} stimuli shown`;
  }
}

export function hasEnded({ state }: Pick<Analysis, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}
