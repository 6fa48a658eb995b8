import { afterEach, expect, it, vi } from 'vitest';
import { getHistory } from './client';

afterEach(() => void vi.unstubAllGlobals());

it('new looks are added to the known ones, and the last known look is replaced', async () => {
  const row = (trials: number, channel: string) => ({
    trials,
    channel,
    reliability: null,
    assured: 0.5,
  });
  const fetch = vi.fn(
    async () => new Response(JSON.stringify({ rows: [{ ...row(200, 'b'), snr: 1 }, row(300, 'b')] })),
  );
  vi.stubGlobal('fetch', fetch);

  const rows = await getHistory('s1', [row(100, 'a'), row(200, 'a')]);

  expect(rows).toEqual([row(100, 'a'), row(200, 'b'), row(300, 'b')]);
  expect(fetch).toHaveBeenCalledWith('/api/v1/studies/s1/history?from=200', expect.anything());
});
