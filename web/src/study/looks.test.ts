import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HistoryRow } from '../api/types';
import { LookFollower } from './looks';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follower() {
  const loads: { answer: (rows: HistoryRow[]) => void; fail: () => void }[] = [];
  const taken: HistoryRow[][] = [];
  const refusals: unknown[] = [];
  const load = () =>
    new Promise<HistoryRow[]>((answer, refuse) =>
      loads.push({ answer, fail: () => refuse(new Error('no')) }),
    );
  return {
    loads,
    taken,
    follower: new LookFollower(
      load,
      (rows: HistoryRow[]) => taken.push(rows),
      (error) => refusals.push(error),
    ),
    refusals,
  };
}

it('the history is asked for once for each look', async () => {
  const { loads, taken, follower: under } = follower();
  under.at(1);
  under.at(1);
  expect(loads).toHaveLength(1);
  loads[0]!.answer([]);
  await vi.advanceTimersByTimeAsync(5000);
  under.at(1);
  expect(loads).toHaveLength(1);
  expect(taken).toHaveLength(1);
});

it('looks that come while one is loaded are loaded together, after a pause', async () => {
  const { loads, follower: under } = follower();
  under.at(1);
  under.at(2);
  under.at(3);
  loads[0]!.answer([]);
  await vi.advanceTimersByTimeAsync(999);
  expect(loads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(2);
});

it('a slow history is asked for less often', async () => {
  const { loads, follower: under } = follower();
  under.at(1);
  await vi.advanceTimersByTimeAsync(2000);
  loads[0]!.answer([]);
  under.at(2);
  await vi.advanceTimersByTimeAsync(9999);
  expect(loads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(2);
});

it('a history that failed is asked for again, less and less often', async () => {
  const { loads, refusals, follower: under } = follower();
  under.at(1);
  loads[0]!.fail();
  await vi.advanceTimersByTimeAsync(2000);
  expect(refusals).toHaveLength(1);
  expect(loads).toHaveLength(2);
  loads[1]!.fail();
  await vi.advanceTimersByTimeAsync(3999);
  expect(loads).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(3);
});

it('nothing is taken after the page was left', async () => {
  const { loads, taken, follower: under } = follower();
  under.at(1);
  under.stop();
  loads[0]!.answer([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(taken).toEqual([]);
});
