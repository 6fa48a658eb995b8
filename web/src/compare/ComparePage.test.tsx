// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as fixture from '../api/types.fixture';
import { ComparePage } from './ComparePage';

/** happy-dom has no canvas. */
vi.mock('../chart/Plot', () => ({
  Plot: class {
    show() {}
    resize() {}
    redraw() {}
    destroy() {}
  },
}));

const requested: string[] = [];

beforeEach(() => {
  requested.length = 0;
  vi.stubGlobal('fetch', (path: string) => {
    requested.push(path);
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
  vi.unstubAllGlobals();
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

it('studies of the same name are labelled by seed, and their trials are listed', async () => {
  render(<ComparePage ids={['s1', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody')).toHaveLength(2));
  const [first, second] = [...document.querySelectorAll('[data-testid=reached] tbody')];
  expect(first!.querySelector('th')!.textContent).toBe('digits, seed 1');
  expect(second!.querySelector('th')!.textContent).toBe('digits, seed 2');
  const median = [...first!.querySelectorAll('tr:first-child td.number')].map((cell) => cell.textContent);
  expect(median).toEqual(['200', '–', '–', '–', '–']);
  expect(document.querySelector('[data-testid=median-chart]')!.getAttribute('data-looks')).toBe('3');
  expect(document.querySelector('[data-testid=worst-chart] .lines')!.textContent).toBe(
    'digits, seed 1digits, seed 2',
  );
});

it('a deleted study is reported, and the others are shown', async () => {
  render(<ComparePage ids={['gone', 's2']} />, document.body);
  await vi.waitFor(() => expect(document.querySelectorAll('[data-testid=reached] tbody')).toHaveLength(1));
  expect(document.querySelector('[role=alert]')!.textContent).toBe(
    'Study gone does not exist; it may have been deleted.',
  );
});
