// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeFrame } from '../live/frame.fixture';
import { StudyPage } from './StudyPage';

/** happy-dom has no canvas to draw a chart on. */
vi.mock('../chart/Plot', () => ({
  Plot: class {
    show() {}
    resize() {}
    redraw() {}
    destroy() {}
  },
}));

const study = {
  id: 's1',
  name: 'digits',
  state: 'running',
  created: '2026-11-25T10:15:00Z',
  seed: 42,
  trials: 1000,
  maxTrials: 10_000,
  seconds: 1,
  observer: { name: 'mnist-cnn' },
  readout: 'label',
  shape: [1, 1, 2],
  looks: 1,
  specification: { study: { name: 'digits', stimulus: { law: 'uniform' } } },
  stop: { maxTrials: 10_000, reliability: 0.95 },
  channels: ['a', 'b'].map((name, index) => ({
    index,
    name,
    count: 0,
    nEff: 0,
    r: null,
    reliability: null,
    snr: null,
    standing: 'waiting',
    answer: null,
  })),
};

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

let page: HTMLElement;
let answers: Record<string, [status: number, body: unknown]>;
let requests: string[];

beforeEach(async () => {
  answers = {
    'GET /api/v1/studies/s1': [200, study],
    'GET /api/v1/studies/s1/history': [200, { rows: [] }],
    'POST /api/v1/studies/s1/stop': [202, { ...study, state: 'stopping' }],
  };
  requests = [];
  FakeSocket.opened.length = 0;
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    requests.push(`${method} ${path}`);
    const [status, body] = answers[`${method} ${path}`] ?? [404, { title: 'none' }];
    return new Response(JSON.stringify(body), { status });
  });
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
  }));
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  delete document.documentElement.dataset.frames;
  page = document.createElement('div');
  document.body.append(page);
  render(<StudyPage id="s1" />, page);
  await vi.waitFor(() => expect(page.querySelectorAll('[data-testid=tile]')).toHaveLength(2));
  FakeSocket.last.onopen?.();
});

afterEach(() => {
  render(null, page);
  page.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const text = (id: string) => page.querySelector(`[data-testid=${id}]`)?.textContent;
const tile = (index: number) => page.querySelector<HTMLElement>(`[data-testid=tile][data-index="${index}"]`)!;
const receive = (data: unknown) => FakeSocket.last.onmessage?.({ data });

it('a frame moves the tile, the trials and the count of frames, and is answered', async () => {
  receive(
    writeFrame({
      trials: 2000,
      seconds: 2,
      channels: 2,
      records: [{ channel: 1, standing: 2, count: 70, nEff: 70, reliability: 0.5, limit: 1, map: [1, -1] }],
    }),
  );
  await vi.waitFor(() =>
    expect(tile(1).dataset).toMatchObject({
      channel: 'b',
      count: '70',
      reliability: '0.5',
      standing: 'reached',
    }),
  );
  expect(text('trials')).toBe('2,000');
  expect(document.documentElement.dataset.frames).toBe('1');
  expect(FakeSocket.last.sent).toContain('{"type":"ready"}');
  expect(FakeSocket.last.sent[0]).toMatch(/^\{"type":"watch","channels":\[/);
});

it('Stop asks the server and then waits for the end', async () => {
  const stop = page.querySelector<HTMLButtonElement>('[data-testid=stop]')!;
  stop.click();
  await vi.waitFor(() => expect(text('state')).toBe('stopping'));
  expect(requests).toContain('POST /api/v1/studies/s1/stop');
  expect(stop.disabled).toBe(true);
  receive(JSON.stringify({ type: 'state', study: { ...study, state: 'finished', end: 'stopped' } }));
  await vi.waitFor(() => expect(text('end')).toBe('Finished: it was stopped by hand.'));
  expect(page.querySelector('[data-testid=delete]')).not.toBeNull();
});

it('a new look asks for the history, another state of the same look does not', async () => {
  const histories = () => requests.filter((request) => request.endsWith('/history')).length;
  await vi.waitFor(() => expect(histories()).toBe(1));
  receive(JSON.stringify({ type: 'state', study }));
  receive(JSON.stringify({ type: 'state', study: { ...study, looks: 2 } }));
  await vi.waitFor(() => expect(histories()).toBe(2), { timeout: 3000 });
});

it('a lost connection is shown, and a study that is gone is told apart', async () => {
  FakeSocket.last.onclose?.();
  await vi.waitFor(() => expect(text('connection')).toBe('reconnecting'));
  delete answers['GET /api/v1/studies/s1'];
  await vi.waitFor(() => expect(FakeSocket.opened.length).toBeGreaterThan(1));
  FakeSocket.last.onclose?.();
  await vi.waitFor(() => expect(text('gone')).toContain('This study is gone'));
});
