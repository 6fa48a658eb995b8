import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HistoryRow } from '../api/types';
import { LookLoader } from './looks';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follower() {
  const loads: { resolve: (rows: HistoryRow[]) => void; fail: () => void }[] = [];
  const received: HistoryRow[][] = [];
  const errors: unknown[] = [];
  const load = () =>
    new Promise<HistoryRow[]>((resolve, reject) =>
      loads.push({ resolve, fail: () => reject(new Error('no')) }),
    );
  return {
    loads,
    received,
    follower: new LookLoader(
      load,
      (rows: HistoryRow[]) => received.push(rows),
      (error) => errors.push(error),
    ),
    errors,
  };
}

it('the history is requested once for each look', async () => {
  const { loads, received, follower: under } = follower();
  under.request(1);
  under.request(1);
  expect(loads).toHaveLength(1);
  loads[0]!.resolve([]);
  await vi.advanceTimersByTimeAsync(5000);
  under.request(1);
  expect(loads).toHaveLength(1);
  expect(received).toHaveLength(1);
});

it('looks that arrive during a load share the next load, after a pause', async () => {
  const { loads, follower: under } = follower();
  under.request(1);
  under.request(2);
  under.request(3);
  loads[0]!.resolve([]);
  await vi.advanceTimersByTimeAsync(999);
  expect(loads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(2);
});

it('a slow history is requested less often', async () => {
  const { loads, follower: under } = follower();
  under.request(1);
  await vi.advanceTimersByTimeAsync(2000);
  loads[0]!.resolve([]);
  under.request(2);
  await vi.advanceTimersByTimeAsync(9999);
  expect(loads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(2);
});

it('a failed history is retried with growing pauses', async () => {
  const { loads, errors, follower: under } = follower();
  under.request(1);
  loads[0]!.fail();
  await vi.advanceTimersByTimeAsync(2000);
  expect(errors).toHaveLength(1);
  expect(loads).toHaveLength(2);
  loads[1]!.fail();
  await vi.advanceTimersByTimeAsync(3999);
  expect(loads).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(loads).toHaveLength(3);
});

it('data is ignored after the page is closed', async () => {
  const { loads, received, follower: under } = follower();
  under.request(1);
  under.stop();
  loads[0]!.resolve([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(received).toEqual([]);
});
