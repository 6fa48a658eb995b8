import type { Analysis } from '../api/types';
import { duration } from '../format/duration';
import { whole } from '../format/number';

type Course = Pick<Analysis, 'state' | 'shown' | 'expected' | 'secondsLeft' | 'problem'>;

/** How far an analysis is, in words. */
export function progressText({ state, shown, expected, secondsLeft, problem }: Course): string {
  switch (state) {
    case 'waiting':
      return 'waits for another analysis to end';
    case 'running':
      if (expected === 0) return 'begins';
      return `${whole(shown)} of ${whole(expected)} stimuli shown${
        secondsLeft === null ? '' : `, about ${duration(secondsLeft)} left`
      }`;
    case 'failed':
      return problem ?? 'failed';
    case 'stopped':
      return problem ?? 'was stopped by hand';
    case 'finished':
      return expected === 0 ? 'finished' : `${whole(shown)} stimuli shown`;
  }
}

export function hasEnded({ state }: Pick<Analysis, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}
