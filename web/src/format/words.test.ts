import { expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { fileName } from './file-name';
import { canExtend, canResume, canStop, endText, isInactive, statusText, waitingText } from './words';

it('the end of a study becomes text', () => {
  expect(endText(study({ state: 'finished', end: 'max-trials' }))).toBe(
    'Finished: maximum number of trials reached.',
  );
  expect(endText(study({ state: 'finished', end: 'stopped' }))).toBe('Finished: stopped by a user.');
  expect(endText(study({ state: 'failed', problem: 'The network returned NaN' }))).toBe(
    'The network returned NaN',
  );
  expect(endText(study({ state: 'failed', problem: null }))).toBe('The study failed.');
  expect(endText(study({ state: 'running' }))).toBeNull();
});

it('a waiting study reports why its blocks are not computed', () => {
  expect(waitingText(study({ state: 'waiting', problem: 'no worker is connected' }))).toBe(
    'The study waits for a worker: no worker is connected.',
  );
  const problem = 'waiting for observer: model m at http://h cannot be reached';
  expect(waitingText(study({ state: 'waiting', problem }))).toBe(
    'The study is waiting for observer: model m at http://h cannot be reached.',
  );
  expect(waitingText(study({ state: 'queued', queuePosition: 3 }))).toBe(
    'The study starts when others have ended; its position in the queue is 3.',
  );
  expect(waitingText(study({ state: 'queued', queuePosition: 1, problem: 'the disk is full' }))).toBe(
    'The study starts when others have ended; its position in the queue is 1. It cannot start now: the disk is full.',
  );
  expect(waitingText(study({ state: 'stopping', end: 'time', problem: 'no worker is connected' }))).toBe(
    'The maps of the study wait for a worker: no worker is connected.',
  );
  expect(waitingText(study({ state: 'stopping', end: 'failure', problem: 'NaN' }))).toBeNull();
  expect(waitingText(study({ state: 'running' }))).toBeNull();
});

it('offers to stop a study until it ends, or while its maps wait for a worker', () => {
  const problem = 'no worker is connected';
  expect(canStop(study({ state: 'queued' }))).toBe(true);
  expect(canStop(study({ state: 'stopping', end: 'time' }))).toBe(false);
  expect(canStop(study({ state: 'stopping', end: 'time', problem }))).toBe(true);
  expect(canStop(study({ state: 'finished', end: 'time', problem }))).toBe(false);
});

it('the status of a channel names a target only if the study has one', () => {
  const statuses = ['waiting', 'short', 'reached', 'rare'] as const;
  expect(statuses.map((standing) => statusText(standing, true))).toEqual([
    'too few responses so far',
    'short of target',
    'target reached',
    'too few responses',
  ]);
  expect(statuses.map((standing) => statusText(standing, false))).toEqual([
    'too few responses so far',
    'reliability below 0.95',
    'reliability at least 0.95',
    'too few responses',
  ]);
});

it('inactive studies can be resumed unless complete, and extended if max-trials ended them', () => {
  const studies = [
    { state: 'running', end: null, maxTrials: 10 },
    { state: 'paused', end: null, maxTrials: 10 },
    { state: 'finished', end: 'stopped', maxTrials: 10 },
    { state: 'finished', end: 'max-trials', maxTrials: 10 },
    { state: 'finished', end: 'reliability', maxTrials: 10 },
    { state: 'failed', end: 'failure', maxTrials: null },
  ] as const;
  expect(studies.map(({ state }) => isInactive(state))).toEqual([false, true, true, true, true, true]);
  expect(studies.map(canResume)).toEqual([false, true, true, false, false, true]);
  expect(studies.map(canExtend)).toEqual([false, true, true, true, false, false]);
});

it('names of studies become file names', () => {
  expect(fileName('Digits, 1 M trials!')).toBe('digits-1-m-trials');
  expect(fileName('../Überblick')).toBe('uberblick');
  expect(fileName('数字')).toBe('study');
  expect(fileName('a'.repeat(99))).toHaveLength(60);
});
