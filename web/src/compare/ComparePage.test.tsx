// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import { writeNpy } from '../api/npy.fixture';
import * as fixture from '../api/types.fixture';
import { paint } from '../palette/paint';
import { ComparePage } from './ComparePage';

const requested: string[] = [];

/** Responses to other requests than those of studies. */
let responses: Record<string, unknown> = {};

beforeEach(() => {
  requested.length = 0;
  responses = {};
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    requested.push(path);
    const other = responses[`${method} ${path}`];
    if (other instanceof ArrayBuffer) return Promise.resolve(new Response(other));
    if (other !== undefined) return Promise.resolve(new Response(JSON.stringify(other)));
    const id = path.split('/')[4]!;
    if (id === 'gone') {
      return Promise.resolve(new Response('{"title":"Not found","status":404}', { status: 404 }));
    }
    const body = path.endsWith('/history')
      ? { rows: [row(100, 0.4), row(200, 0.6), row(300, 0.7)] }
      : study(id);
    return Promise.resolve(new Response(JSON.stringify(body)));
  });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
});

usePage();

const row = (trials: number, reliability: number) => ({
  trials,
  channel: 'a',
  count: 1,
  reliability,
  snr: null,
});

const study = (id: string) =>
  fixture.study({
    id,
    state: 'finished',
    seed: id === 's1' ? 1 : 2,
    looks: 3,
    channels: [fixture.channel()],
  });

/** The bytes of each image that is painted while the page shows maps. */
function recordPainted(): Uint8ClampedArray[] {
  const painted: Uint8ClampedArray[] = [];
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
    clearRect() {},
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: ({ data }: ImageData) => painted.push(data),
  } as unknown as null);
  return painted;
}

it.each([
  ['none', '−0.020+0.02', [-1, 1], 'Each map is shown minus its mean.'],
  ['mean of all trials', '−0.520+0.52', [0.48 / 0.52, 1], undefined],
])('maps with the centring "%s" are drawn about their centre', async (centring, range, values, note) => {
  const painted = recordPainted();
  const centred = (id: string) => ({ ...study(id), conventions: { estimand: 'conditional-mean', centring } });
  responses = { 'GET /api/v1/studies/s1': centred('s1'), 'GET /api/v1/studies/s2': centred('s2') };
  for (const id of ['s1', 's2']) {
    responses[`GET /api/v1/studies/${id}/maps/a.npy?view=map`] = writeNpy([1, 1, 2], [0.48, 0.52]);
  }
  render(<ComparePage ids={['s1', 's2']} />, page);
  await vi.waitFor(() => expect(painted).toHaveLength(2));
  const expected = new Uint8ClampedArray(8);
  const shape = { planes: 1, height: 1, width: 2 };
  paint({ values: Float32Array.from(values), shape, centre: 0, limit: 1 }, expected);
  expect(painted).toEqual([expected, expected]);
  const legends = [...document.querySelectorAll('[data-testid=beside] [data-testid=legend]')];
  expect(legends.at(-1)!.textContent).toBe(range);
  expect(document.querySelector('[data-testid=beside] p.muted')?.textContent).toBe(note);
});

it('studies of the same name are labelled by seed, and their trials are listed', async () => {
  render(<ComparePage ids={['s1', 's2']} />, page);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody tr')).toHaveLength(2));
  const [first, second] = [...document.querySelectorAll('[data-testid=reached] tbody tr')];
  expect(first!.querySelector('th')!.textContent).toBe('digits, seed 1');
  expect(second!.querySelector('th')!.textContent).toBe('digits, seed 2');
  const median = [...first!.querySelectorAll('td.number')].map((cell) => cell.textContent);
  expect(median).toEqual(['200', '–', '–', '–', '–']);
  expect(document.querySelector('[data-testid=median-chart]')!.getAttribute('data-looks')).toBe('3');
  expect(document.querySelector('[data-testid=worst-chart] .lines')!.textContent).toBe(
    'digits, seed 1digits, seed 2',
  );
});

it('a deleted study is reported, and the others are shown', async () => {
  render(<ComparePage ids={['gone', 's2']} />, page);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody tr')).toHaveLength(1));
  expect(document.querySelector('[role=alert]')!.textContent).toBe(
    'Study gone does not exist; it may have been deleted.',
  );
});
