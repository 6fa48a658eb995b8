import { expect, it } from 'vitest';
import { progressText } from './progress';

const progress = { shown: 1200, expected: 10_000, secondsLeft: 12.4, problem: null };

it('progress becomes text', () => {
  expect(progressText({ ...progress, state: 'waiting' })).toBe('waiting for another analysis');
  expect(progressText({ ...progress, state: 'running', shown: 0, expected: 0 })).toBe('starting');
  expect(progressText({ ...progress, state: 'running', secondsLeft: null })).toBe(
    '1,200 of 10,000 stimuli shown',
  );
  expect(progressText({ ...progress, state: 'running' })).toBe(
    '1,200 of 10,000 stimuli shown, about 12 s left',
  );
  expect(progressText({ ...progress, state: 'failed', problem: 'why' })).toBe('why');
  expect(progressText({ ...progress, state: 'stopped' })).toBe('stopped by a user');
  expect(progressText({ ...progress, state: 'finished' })).toBe('1,200 stimuli shown');
});
