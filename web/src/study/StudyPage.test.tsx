// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { writeNpy } from '../api/npy.fixture';
import { study as studyFixture } from '../api/types.fixture';
import { Tile } from '../gallery/Tile';
import { writeFrame } from '../live/frame.fixture';
import { StudyPage } from './StudyPage';
import { page, usePage } from '../page.fixture';
import { HISTORY_MILLIS } from './session';

usePage();

const study = studyFixture();

class FakeSocket {
  static last: FakeSocket;
  static readonly opened: string[] = [];
  binaryType = '';
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];

  constructor(url: string) {
    FakeSocket.last = this;
    FakeSocket.opened.push(url);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {}
}

let responses: Record<string, [status: number, body: unknown]>;
let requests: string[];
let bodies: string[];

beforeEach(async () => {
  responses = {
    'GET /api/v1/studies/s1': [200, study],
    'GET /api/v1/studies/s1/history': [200, { rows: [] }],
    'POST /api/v1/studies/s1/stop': [202, { ...study, state: 'stopping' }],
  };
  requests = [];
  bodies = [];
  FakeSocket.opened.length = 0;
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (path: string, { method, body: sent }: RequestInit) => {
    requests.push(`${method} ${path}`);
    if (method === 'POST') bodies.push(String(sent));
    const [status, body] = responses[`${method} ${path}`] ?? [404, { title: 'none' }];
    return new Response(body instanceof ArrayBuffer ? body : JSON.stringify(body), { status });
  });
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
  }));
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  delete document.documentElement.dataset.frames;
  render(<StudyPage id="s1" />, page);
  await vi.waitFor(() => expect(page.querySelectorAll('[data-testid=tile]')).toHaveLength(2));
  FakeSocket.last.onopen?.();
  receive('{"type":"hello","version":2,"channels":["0","1"],"shape":[1,1,2],"maxChannels":2}');
});

const text = (id: string) => page.querySelector(`[data-testid=${id}]`)?.textContent;
const tile = (index: number) => page.querySelector<HTMLElement>(`[data-testid=tile][data-index="${index}"]`)!;
const type = (input: HTMLInputElement, value: string) =>
  void act(() => {
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
const choose = (id: string, value: string) =>
  act(() => {
    const select = page.querySelector<HTMLSelectElement>(`[data-testid=${id}]`)!;
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
const receive = (data: unknown) => FakeSocket.last.onmessage?.({ data });

it('a frame updates the tile, the trials and the frame count, and is acknowledged', async () => {
  receive(
    writeFrame({
      trials: 2000,
      seconds: 2,
      channels: 2,
      records: [{ channel: 1, standing: 2, nEff: 70, reliability: 0.5, limit: 1, map: [1, -1] }],
    }),
  );
  await vi.waitFor(() =>
    expect(tile(1).dataset).toMatchObject({
      channel: 'b',
      trials: '70',
      reliability: '0.5',
      standing: 'reached',
    }),
  );
  expect(text('trials')).toBe('2,000');
  expect(document.documentElement.dataset.frames).toBe('1');
  expect(FakeSocket.last.sent).toContain('{"type":"ready"}');
  expect(FakeSocket.last.sent[0]).toMatch(/^\{"type":"watch","channels":\[/);
});

it('a frame renders only the tiles of its channels', async () => {
  const rendered = vi.spyOn(Tile.prototype, 'render');
  const record = { channel: 1, standing: 2, reliability: 0.5, limit: 1, map: [1, -1] };
  for (const nEff of [70, 80, 90]) {
    receive(writeFrame({ trials: 10 * nEff, seconds: 2, channels: 2, records: [{ ...record, nEff }] }));
    await vi.waitFor(() => expect(tile(1).dataset.trials).toBe(String(nEff)));
  }
  expect(rendered.mock.calls.map(([{ channel }]) => channel.name)).toEqual(['b', 'b', 'b']);
});

it('an error of an action is shown; a storage error is a warning', async () => {
  responses['POST /api/v1/studies/s1/pause'] = [
    409,
    { title: 'T', detail: 'study s1 is resuming; try again' },
  ];
  page.querySelector<HTMLButtonElement>('[data-testid=pause]')!.click();
  await vi.waitFor(() =>
    expect(page.querySelector('.actions [role=alert]')?.textContent).toContain('is resuming'),
  );
  expect(text('storage')).toBeUndefined();
  receive(JSON.stringify({ type: 'state', study: { ...study, storageProblem: 'No space left on device' } }));
  await vi.waitFor(() => expect(text('storage')).toContain('No space left on device'));
});

it('each request of the history is for new looks and the last known one, which may be incomplete', async () => {
  const row = (trials: number, channel: string) => ({ trials, channel, count: 1, reliability: 0.5, snr: 1 });
  const history = 'GET /api/v1/studies/s1/history';
  const hasLooks = (looks: number, path: string, chart: number) => {
    receive(JSON.stringify({ type: 'state', study: { ...study, looks } }));
    return vi.waitFor(() => {
      expect(requests.at(-1)).toBe(path);
      expect(page.querySelector<HTMLElement>('[data-testid=chart]')!.dataset.looks).toBe(String(chart));
    });
  };
  responses[history] = [200, { rows: [row(100, 'a'), row(100, 'b'), row(200, 'a')] }];
  responses[`${history}?from=200`] = [200, { rows: [row(200, 'a'), row(200, 'b'), row(300, 'a')] }];
  await hasLooks(2, history, 2);
  await hasLooks(3, `${history}?from=200`, 3);
  await hasLooks(2, history, 2);
});

it('the chart states that it shows lower limits', async () => {
  const row = { trials: 1000, channel: 'a', count: 1, reliability: 0.9, snr: null };
  const words = 'Lower 95 % limits, which the target is compared with';
  expect(text('chart')).not.toContain(words);
  responses['GET /api/v1/studies/s1/history'] = [200, { rows: [{ ...row, assured: 0.4 }] }];
  receive(JSON.stringify({ type: 'state', study: { ...study, looks: 2 } }));
  await vi.waitFor(() => expect(text('chart')).toContain(words));
});

it('a lost connection and a deleted study are distinguished', async () => {
  responses['GET /api/v1/studies/s1'] = [503, { title: 'T', detail: 'the server is starting' }];
  FakeSocket.last.onclose?.();
  await vi.waitFor(() => expect(text('connection')).toBe('reconnecting'));
  await vi.waitFor(() => expect(page.querySelector('.notice.error')?.textContent).toContain('starting'));
  delete responses['GET /api/v1/studies/s1'];
  await vi.waitFor(() => expect(FakeSocket.opened.length).toBeGreaterThan(1));
  FakeSocket.last.onclose?.();
  await vi.waitFor(() => expect(text('gone')).toContain('Study not found'));
});

it('significant pixels are shown with their tests; an unavailable view shows an error', async () => {
  const pixels = (threshold: number | null, count: number) => ({ threshold, pixels: count });
  responses['GET /api/v1/studies/s1/maps.npy?view=significant'] = [
    200,
    writeNpy([2, 1, 1, 2], [0, -5, 0, 0]),
  ];
  responses['GET /api/v1/studies/s1/significance'] = [
    200,
    {
      trials: 1000,
      level: 0.05,
      smoothing: 1.5,
      independent: true,
      reason: null,
      channels: ['a', 'b'].map((name, index) => ({
        index,
        name,
        pixels: 2,
        wholeMap: { squaredNorm: 26, p: 0.00002 },
        reason: '12 effective responses',
        familywise: pixels(2.24, 1),
        discovery: null,
        smoothed: { thresholds: [2.1], pixels: 1, clusters: [{}] },
      })),
    },
  ];
  await choose('view', 'significant');
  await vi.waitFor(() => expect(text('tests')).toBe('1 of 2, 1 cluster'));
  const others = [...page.querySelectorAll('[data-testid=other-test]')].map((each) => each.textContent);
  expect(others).toEqual(['< 0.0001', '1, |z| ≥ 2.24', 'not tested: 12 effective responses']);
  responses['GET /api/v1/studies/s1/maps.npy?view=error'] = [
    409,
    { title: 'T', detail: 'study s1 has no maps' },
  ];
  await choose('view', 'error');
  await vi.waitFor(() => expect(page.textContent).toContain('study s1 has no maps'));
  expect(text('tests')).toBeUndefined();
});

it('without a target no map has reached one, and too few responses are explained', async () => {
  const channels = [
    { ...study.channels[0], standing: 'rare', nEff: 1 },
    { ...study.channels[1], standing: 'reached', reliability: 0.96, assured: 0.96, nEff: 900 },
  ];
  const stop = { ...study.stop, reliability: null };
  const verdict = '1 of 2 classes has a reliable map so far; 1 hardly ever occurred under this noise.';
  const followUp = { study: { name: 'structured' } };
  const state = { ...study, channels, stop, etaTrials: 10_000, verdict, followUp };
  receive(JSON.stringify({ type: 'state', study: state }));
  await vi.waitFor(() => expect(text('verdict')).toBe(verdict));
  expect(text('follow-up')).toBe('Start structured noise');
  expect(text('eta')).toBeUndefined();
  expect(page.querySelector('.figures')!.textContent).not.toContain('at about');
  expect(tile(1).textContent).toContain('✓');
  await act(() => tile(0).click());
  expect(text('detail')).toContain('no stopping rule waits for its map');
  await act(() => page.querySelector<HTMLInputElement>('[data-testid=as-table]')!.click());
  expect(text('map-table')).toContain('reliability at least 0.95');
  expect(text('maps')).not.toContain('reached');
});

it('of many tiles, those of the first screen exist at once and the others soon', async () => {
  const channels = Array.from({ length: 150 }, (_, index) => ({
    ...study.channels[0],
    index,
    name: `unit[${index}]`,
  }));
  const tiles = () => page.querySelectorAll('[data-testid=tile]').length;
  receive(JSON.stringify({ type: 'state', study: { ...study, channels } }));
  await vi.waitFor(() => expect(tiles()).toBe(48));
  await vi.waitFor(() => expect(tiles()).toBe(150));
});

it('the history is requested after the first maps', async () => {
  const history = 'GET /api/v1/studies/s1/history';
  const real = setTimeout;
  // On a busy machine it would be requested without maps.
  vi.stubGlobal('setTimeout', (run: () => void, millis?: number) =>
    millis === HISTORY_MILLIS ? 0 : real(run, millis),
  );
  render(null, page);
  requests = [];
  render(<StudyPage id="s1" />, page);
  await vi.waitFor(() => expect(page.querySelectorAll('[data-testid=tile]')).toHaveLength(2));
  FakeSocket.last.onopen?.();
  expect(requests).not.toContain(history);
  receive(writeFrame({ trials: 2000, seconds: 2, channels: 2, records: [] }));
  await vi.waitFor(() => expect(requests).toContain(history));
});

it('an error of name, notes and tags is shown at its field', async () => {
  responses['PATCH /api/v1/studies/s1'] = [422, { title: 'T', detail: 'tags is [""]', field: 'tags' }];
  await act(() => page.querySelector<HTMLElement>('[data-testid=label]')!.click());
  page.querySelector<HTMLElement>('[data-testid=confirm]')!.click();
  const error = () => page.querySelector('#label-tags-error')?.textContent;
  await vi.waitFor(() => expect(error()).toBe('tags is [""]'));
  expect(page.querySelector('[aria-invalid]')?.id).toBe('label-tags');
});

it('a search without a hit keeps the order of the table', async () => {
  const channels = Array.from({ length: 21 }, (_, index) => ({
    ...study.channels[0],
    index,
    name: `unit[${index}]`,
    nEff: index,
  }));
  receive(JSON.stringify({ type: 'state', study: { ...study, channels } }));
  await vi.waitFor(() => expect(page.querySelector('[data-testid=find-channels]')).not.toBeNull());
  await act(() => page.querySelector<HTMLInputElement>('[data-testid=as-table]')!.click());
  const first = () => page.querySelector('[data-testid=map-table] tbody th')?.textContent;
  await act(() => page.querySelectorAll<HTMLElement>('[data-testid=map-table] thead button')[1]!.click());
  expect(first()).toBe('unit[20]');
  await act(() => type(page.querySelector<HTMLInputElement>('[data-testid=find-channels]')!, 'other'));
  expect(text('none-found')).toBe('No channel has other in its name.');
  expect(first()).toBeUndefined();
  await act(() => type(page.querySelector<HTMLInputElement>('[data-testid=find-channels]')!, ''));
  expect(first()).toBe('unit[20]');
});

it('the address has what is shown, and is followed', async () => {
  await act(() => tile(1).click());
  await act(() => page.querySelector<HTMLInputElement>('[data-testid=as-table]')!.click());
  expect(location.hash).toBe('#/studies/s1?channel=b&table=true');
  await act(() => {
    location.hash = '#/studies/s1?channel=x&limit=common&order=up';
    dispatchEvent(new Event('hashchange'));
  });
  expect(page.querySelector<HTMLInputElement>('[data-testid=common-limit]')?.checked).toBe(true);
  expect([...page.querySelectorAll('[data-testid=address]')].map((each) => each.textContent)).toEqual([
    'order is up in the address; it must be network, reliability, significance, area.',
    'The study has no channel x; a is shown.',
  ]);
});

it('the title has the percentage of trials while the study runs', async () => {
  receive(JSON.stringify({ type: 'state', study: { ...study, maxTrials: 8000, trials: 2000 } }));
  await vi.waitFor(() => expect(document.title).toBe(`25 % ${study.name} · Revcor`));
  receive(
    JSON.stringify({ type: 'state', study: { ...study, maxTrials: 8000, trials: 8000, state: 'finished' } }),
  );
  await vi.waitFor(() => expect(document.title).toBe(`${study.name} · Revcor`));
});

it('identified channels of a regression are shown beside those of shuffled responses', async () => {
  const requested = { study: { ...study.specification.study, estimator: 'regression' } };
  expect(text('regression')).toBeUndefined();
  responses['GET /api/v1/studies/s1/regression.json'] = [
    200,
    {
      basis: 'pca',
      components: 9,
      ridge: 0.001,
      mirror: false,
      channels: 2,
      known: 2,
      identified: 1,
      knownShuffled: 0,
      identifiedShuffled: 1,
    },
  ];
  await act(() => receive(JSON.stringify({ type: 'state', study: { ...study, specification: requested } })));
  expect(text('regression')).toContain('Counted when the study ends');
  await act(() =>
    receive(
      JSON.stringify({
        type: 'state',
        study: { ...study, specification: requested, state: 'finished', end: 'trials' },
      }),
    ),
  );
  await vi.waitFor(() => expect(text('regression')).toContain('With shuffled responses: 1.'));
  expect(text('validated')).toContain('Not measured');
  expect(text('order')).not.toContain('validated');
});

it('maps that were validated are counted apart and can be sorted by their area', async () => {
  const requested = { study: { ...study.specification.study, estimator: 'regression' } };
  const validate = { id: 'v1', analysis: 'validate', arguments: { study: 's1' }, state: 'finished' };
  responses['GET /api/v1/analyses?limit=500'] = [200, { analyses: [validate], next: null }];
  responses['GET /api/v1/analyses/v1'] = [
    200,
    {
      ...validate,
      findings: {
        figures: [
          {
            kind: 'table',
            name: 'validation',
            columns: ['class', 'area', 'false discovery rate', 'validated'],
            rows: [
              ['a', 0.5, null, 0],
              ['b', 0.75, 0.01, 1],
            ],
          },
        ],
      },
    },
  ];
  const ended = { ...study, specification: requested, state: 'finished', end: 'trials' };
  await act(() => receive(JSON.stringify({ type: 'state', study: ended })));
  await vi.waitFor(() =>
    expect(text('validated')).toContain('1 of 1 channels with two or more images are validated.'),
  );
  expect(text('validated')).toContain('The mean area under the curve is 0.625; chance is 0.5.');
  const order = () =>
    [...page.querySelectorAll<HTMLElement>('[data-testid=tile]')].map((each) => each.dataset.index);
  expect(order()).toEqual(['0', '1']);
  await choose('order', 'area');
  expect(order()).toEqual(['1', '0']);
});

it('classification images are requested only for labels by signal, and again at each look', async () => {
  const split = (readout: string, looks: number) => ({
    ...study,
    readout,
    looks,
    specification: { study: { readout: { kind: readout, 'by-signal': true } } },
  });
  const image = () => page.querySelector<HTMLImageElement>('[data-testid=classification]');
  const show = (readout: string, looks: number) =>
    act(() => receive(JSON.stringify({ type: 'state', study: split(readout, looks) })));
  await show('probability', 1);
  expect(page.textContent).not.toContain('Classification images');
  await show('label', 1);
  expect(image()!.getAttribute('src')).toBe('/api/v1/studies/s1/classification.png?looks=1');
  await act(() => void image()!.dispatchEvent(new Event('error')));
  expect(image()).toBeNull();
  expect(text('no-classification')).toContain('two signals that are classes');
  await show('label', 2);
  expect(image()!.getAttribute('src')).toContain('looks=2');
});

it('covariance axes are shown after the end of a study that requests them', async () => {
  const requested = { study: { ...study.specification.study, covariance: {} } };
  expect(text('covariance')).toBeUndefined();
  receive(JSON.stringify({ type: 'state', study: { ...study, specification: requested } }));
  await vi.waitFor(() => expect(text('covariance')).toContain('Computed when the study ends'));

  const axis = { index: 0, kind: 'suppressive', eigenvalue: 0.36, z: -9.5, p: 0.01 };
  const next = { excitatoryZ: 1.2, suppressiveZ: -0.8, excitatoryP: null, suppressiveP: null };
  responses['GET /api/v1/studies/s1/stc.json'] = [
    200,
    {
      level: 0.01,
      permutations: 199,
      trials: 1000,
      channels: [
        { name: 'a', nEff: 500, axes: [axis], complete: true },
        { name: 'b', nEff: 400, axes: [], complete: true, next },
        { name: 'c', nEff: 9, problem: 'a half has fewer than 50 effective trials' },
      ],
    },
  ];
  responses['GET /api/v1/studies/s1/stc-axes.npy'] = [
    200,
    writeNpy([3, 1, 1, 1, 2], [0.6, 0.8, NaN, NaN, NaN, NaN]),
  ];
  receive(
    JSON.stringify({ type: 'state', study: { ...study, specification: requested, state: 'finished' } }),
  );
  await vi.waitFor(() => expect(page.querySelectorAll('[data-testid=axes]')).toHaveLength(3));
  expect(text('axis')).toBe('− suppressiveeigenvalue 0.36z −9.5, p 0.01');
  expect(page.querySelector('[data-testid=axes] p')?.textContent).toBe(
    '500 effective trials, 1 significant axis',
  );
  const reasons = [...page.querySelectorAll('[data-testid=no-axes]')].map((each) => each.textContent);
  expect(reasons).toEqual([
    'No significant axis at level 0.01: the most extreme directions have z 1.2 (excitatory) and −0.8 (suppressive).',
    'No result: a half has fewer than 50 effective trials.',
  ]);
  const saved = [...page.querySelectorAll('.covariance .menu li')].map((file) => file.textContent);
  expect(saved).toEqual(['PNG', 'npy of axes', 'npy of eigenvalues', 'JSON']);
});
