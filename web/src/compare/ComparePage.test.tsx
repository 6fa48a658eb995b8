// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  location.hash = '';
});

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

it('maps of a channel are shown beside each other', async () => {
  const npy = (...values: number[]) => writeNpy([1, 1, 2], values);
  responses = {
    'GET /api/v1/studies/s1/maps/a.npy?view=map': npy(1, 2),
    'GET /api/v1/studies/s2/maps/a.npy?view=map': npy(1, 5),
  };
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelector('.beside')).not.toBeNull());
  const labels = [...document.querySelectorAll('.beside canvas')].map((each) =>
    each.getAttribute('aria-label'),
  );
  expect(labels).toEqual(['Map of digits, seed 1', 'Map of digits, seed 2']);
  expect(
    document.querySelector('a[href="#/analyses/new?analysis=difference&study=s2&less=s1"]'),
  ).not.toBeNull();
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
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() => expect(painted).toHaveLength(2));
  const expected = new Uint8ClampedArray(8);
  const shape = { planes: 1, height: 1, width: 2 };
  paint({ values: Float32Array.from(values), shape, centre: 0, limit: 1 }, expected);
  expect(painted).toEqual([expected, expected]);
  const legends = [...document.querySelectorAll('[data-testid=beside] [data-testid=legend]')];
  expect(legends.at(-1)!.textContent).toBe(range);
  expect(document.querySelector('[data-testid=beside] p.muted')?.textContent).toBe(note);
});

it('the page opens at the maps of the channel that is most reliable in both studies', async () => {
  const npy = writeNpy([1, 1, 2], [1, 2]);
  const reliable = (id: string, ...assured: (number | null)[]) => {
    const channels = assured.map((each, index) =>
      fixture.channel({ index, name: 'abc'[index]!, reliability: 0.99, assured: each }),
    );
    responses[`GET /api/v1/studies/${id}`] = { ...study(id), channels };
    responses[`GET /api/v1/studies/${id}/maps/b.npy?view=map`] = npy;
  };
  reliable('s1', 0.97, 0.8, null);
  reliable('s2', 0.6, 0.7, 0.9);
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelector('.beside')).not.toBeNull());
  expect(document.querySelector<HTMLSelectElement>('[data-testid=channel]')!.value).toBe('b');
  expect(document.querySelector('h2')!.textContent).toBe('Maps');
  location.hash = '#/compare?study=s1&study=s2&channel=no';
  await vi.waitFor(() =>
    expect(document.querySelector('[data-testid=address]')?.textContent).toBe(
      'These studies have no channel no in common; b is shown.',
    ),
  );
});

it('studies of the same name are labelled by seed, and their trials are listed', async () => {
  render(<ComparePage ids={['s1', 's2']} />, document.body);
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

const regression = (id: string, state = 'finished') => ({
  ...study(id),
  state,
  specification: { study: { name: 'digits', estimator: 'regression' } },
});

it('kernels of two ended regressions are correlated by an analysis', async () => {
  responses['GET /api/v1/studies/s1'] = regression('s1');
  responses['GET /api/v1/studies/s2'] = regression('s2');
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() =>
    expect(document.querySelector('[data-testid=correlation] a')?.getAttribute('href')).toBe(
      '#/analyses/new?analysis=correlation&study=s1&other=s2',
    ),
  );
});

it('studies that run or are no regressions are not correlated', async () => {
  responses['GET /api/v1/studies/s1'] = regression('s1');
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody tr')).toHaveLength(2));
  expect(document.querySelector('[data-testid=correlation]')).toBeNull();
});

it('a deleted study is reported, and the others are shown', async () => {
  render(<ComparePage ids={['gone', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody tr')).toHaveLength(1));
  expect(document.querySelector('[role=alert]')!.textContent).toBe(
    'Study gone does not exist; it may have been deleted.',
  );
});
