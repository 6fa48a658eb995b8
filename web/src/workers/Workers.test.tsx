// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Worker } from '../api/types';
import { page, usePage } from '../page.fixture';
import { Workers } from './Workers';

usePage();

const local: Worker = {
  name: 'local',
  address: null,
  state: 'ready',
  version: '0.2.0',
  platform: { device: 'cpu', instructions: 'amd64 avx2', engine: 'pytorch 2.7.1' },
  lanes: 2,
  tasks: 3,
  trialsPerSecond: 17_012.3,
  lastContact: '2026-11-25T10:15:00Z',
  memory: 1_204_224_000,
  notEligible: {},
};
const lost: Worker = {
  ...local,
  name: 'lab-2',
  address: '10.0.0.7:41211',
  state: 'lost',
  tasks: 0,
  trialsPerSecond: 0,
  memory: null,
  notEligible: { s1: 'other platform' },
};

let responses: Worker[][];

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-25T10:15:12Z'));
  vi.stubGlobal('fetch', async () => {
    const workers = responses.length > 1 ? responses.shift()! : responses[0]!;
    return new Response(JSON.stringify({ workers }), { status: 200 });
  });
});

function rows(): string[][] {
  return [...page.querySelectorAll('[data-testid=worker-row]')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
}

it('a row has the numbers of a worker, and why it takes no tasks of a study', async () => {
  responses = [[local, lost]];
  render(<Workers />, page);
  await vi.waitFor(() => expect(rows()).toHaveLength(2));

  const platform = 'cpu, amd64 avx2, pytorch 2.7.1Revcor 0.2.0';
  expect(rows()).toEqual([
    ['localinference process of the server', 'ready', '2', '3', '17 k', '1,148 MiB', '12 s ago', platform],
    [
      'lab-210.0.0.7:41211',
      'lost',
      '2',
      '0',
      '0',
      '–',
      '12 s ago',
      `${platform}takes no tasks of s1: other platform`,
    ],
  ]);
  expect(page.querySelector('[data-testid=not-eligible] a')?.getAttribute('href')).toBe('#/studies/s1');
});
