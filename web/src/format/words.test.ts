import { expect, it } from 'vitest';
import { fileName } from './file-name';
import { canExtend, canResume, endWords, rests } from './words';

it('the end of a study is told in words', () => {
  expect(endWords({ state: 'finished', end: 'max-trials' })).toBe('Finished: all trials were shown.');
  expect(endWords({ state: 'finished', end: 'stopped' })).toBe('Finished: it was stopped by hand.');
  expect(endWords({ state: 'finished', end: 'a-new-reason' })).toBe('Finished: a-new-reason.');
  expect(endWords({ state: 'failed', problem: 'The network answered NaN' })).toBe('The network answered NaN');
  expect(endWords({ state: 'failed', problem: null })).toBe('The study failed.');
  expect(endWords({ state: 'running' })).toBeNull();
});

it('what rests may go on, unless it is complete; trials are added where they ended it', () => {
  const studies = [
    { state: 'running', end: null, maxTrials: 10 },
    { state: 'paused', end: null, maxTrials: 10 },
    { state: 'finished', end: 'stopped', maxTrials: 10 },
    { state: 'finished', end: 'max-trials', maxTrials: 10 },
    { state: 'finished', end: 'reliability', maxTrials: 10 },
    { state: 'failed', end: 'failure', maxTrials: null },
  ] as const;
  expect(studies.map(({ state }) => rests(state))).toEqual([false, true, true, true, true, true]);
  expect(studies.map(canResume)).toEqual([false, true, true, false, false, true]);
  expect(studies.map(canExtend)).toEqual([false, true, true, true, false, false]);
});

it('names of studies become names of files', () => {
  expect(fileName('Digits, 1 M trials!')).toBe('digits-1-m-trials');
  expect(fileName('../Überblick')).toBe('uberblick');
  expect(fileName('数字')).toBe('study');
  expect(fileName('a'.repeat(99))).toHaveLength(60);
});
