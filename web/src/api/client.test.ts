import { afterEach, expect, it, vi } from 'vitest';
import { createStudy, getHistory, getStudy, logIn } from './client';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('new looks are added to the known ones, and the last known look is replaced', async () => {
  const row = (trials: number, channel: string) => ({ trials, channel, reliability: null, assured: 0.5 });
  const fetch = vi.fn(
    async () => new Response(JSON.stringify({ rows: [{ ...row(200, 'b'), snr: 1 }, row(300, 'b')] })),
  );
  vi.stubGlobal('fetch', fetch);

  const rows = await getHistory('s1', [row(100, 'a'), row(200, 'a')]);

  expect(rows).toEqual([row(100, 'a'), row(200, 'b'), row(300, 'b')]);
  expect(fetch).toHaveBeenCalledWith('/api/v1/studies/s1/history?from=200', expect.anything());
});

it('reads and logins are sent once more when they fail, other requests are not', async () => {
  vi.useFakeTimers();
  const failing = vi.fn(async () => Promise.reject(new TypeError('Failed to fetch')));
  vi.stubGlobal('fetch', failing);
  await expect(createStudy({} as never)).rejects.toThrow('does not respond');
  expect(failing).toHaveBeenCalledTimes(1);

  for (const request of [() => getStudy('s1'), () => logIn('token')]) {
    const once = vi.fn(async () => new Response('{"name":"s"}'));
    once.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    vi.stubGlobal('fetch', once);
    const response = request();
    await vi.runAllTimersAsync();
    expect(await response).toEqual({ name: 's' });
  }
});
