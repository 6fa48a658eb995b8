import { expect, it } from 'vitest';
import type { AnalysisState } from '../api/types';
import { hasEnded, progressText } from './progress';

const course = { shown: 1200, expected: 10_000, secondsLeft: 12.4, problem: null };

it('how far an analysis is', () => {
  expect(progressText({ ...course, state: 'waiting' })).toBe('waits for another analysis to end');
  expect(progressText({ ...course, state: 'running', shown: 0, expected: 0 })).toBe('begins');
  expect(progressText({ ...course, state: 'running', secondsLeft: null })).toBe(
    '1,200 of 10,000 stimuli shown',
  );
  expect(progressText({ ...course, state: 'running' })).toBe(
    '1,200 of 10,000 stimuli shown, about 12 s left',
  );
  expect(progressText({ ...course, state: 'failed', problem: 'why' })).toBe('why');
  expect(progressText({ ...course, state: 'stopped' })).toBe('was stopped by hand');
  expect(progressText({ ...course, state: 'finished' })).toBe('1,200 stimuli shown');
});

it('what waits or runs has not ended', () => {
  const states: AnalysisState[] = ['waiting', 'running', 'finished', 'failed', 'stopped'];
  expect(states.filter((state) => hasEnded({ state }))).toEqual(['finished', 'failed', 'stopped']);
});
