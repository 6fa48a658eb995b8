// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import type { WholeAnalysis } from '../api/types';
import { page, usePage } from '../page.fixture';
import { AnalysisPage } from './AnalysisPage';

usePage();

const running: WholeAnalysis = {
  id: 'a1',
  analysis: 'attack',
  arguments: { observer: 'mnist-cnn', gammas: '0,1' },
  state: 'running',
  created: '2026-11-25T10:15:00Z',
  ended: null,
  shown: 500,
  expected: 1000,
  seconds: 2,
  secondsLeft: 2,
  headline: null,
  problem: null,
  field: null,
  findings: null,
};
const finished: WholeAnalysis = {
  ...running,
  state: 'finished',
  shown: 1000,
  headline: 'most are fooled',
  findings: {
    analysis: 'attack',
    title: 'mnist-cnn under attack',
    statements: ['most are fooled', 'few notice'],
    conventions: { gamma: [0, 1], trials: 1000 },
    figures: [
      {
        name: 'shares',
        title: 'Shares',
        kind: 'table',
        columns: ['class', 'share'],
        rows: [
          ['a', 0.5],
          ['b', null],
        ],
      },
      {
        name: 'curves',
        title: 'Shares by weight',
        kind: 'curves',
        across: 'weight',
        up: 'share',
        curves: [],
      },
      { name: 'maps', title: 'Maps', kind: 'gallery', images: [] },
    ],
  },
};

let responses: { status: number; body: unknown }[];
let requests: string[];

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    requests.push(`${request.method} ${path}`);
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    const { status, body } = responses.length > 1 ? responses.shift()! : responses[0]!;
    return new Response(JSON.stringify(body), { status });
  });
});

async function show(...all: WholeAnalysis[]): Promise<void> {
  responses = all.map((body) => ({ status: 200, body }));
  render(<AnalysisPage id="a1" />, page);
  await vi.waitFor(() => expect(at('state')?.textContent).toBe(all[0]!.state));
}

function at(testId: string): HTMLElement | null {
  return page.querySelector(`[data-testid=${testId}]`);
}

it('tables are rendered; other figures are images of the server', async () => {
  await show(finished);
  const rows = [...page.querySelectorAll('[data-figure=shares] tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ['a', '0.5'],
    ['b', '–'],
  ]);
  const drawings = [...page.querySelectorAll('img')].map(({ alt, src }) => [alt, new URL(src).pathname]);
  expect(drawings).toEqual([
    ['Shares by weight', '/api/v1/analyses/a1/files/curves.svg'],
    ['Maps', '/api/v1/analyses/a1/files/maps.svg'],
  ]);
  const menus = [...page.querySelectorAll('[data-figure]')].map((figure) =>
    [...figure.querySelectorAll('.menu li')].map((file) => file.textContent),
  );
  expect(menus).toEqual([['CSV'], ['SVG', 'CSV'], ['SVG', 'npy']]);
  expect(at('conventions')?.textContent).toBe('Gamma0, 1Trials1,000');
});

it('a failed analysis shows its problem and links to the form', async () => {
  await show({ ...running, state: 'failed', problem: 'gammas is 2; it must be a number from 0 to 1' });
  expect(at('end')?.textContent).toContain('gammas is 2');
  expect(at('again')?.getAttribute('href')).toBe(
    '#/analyses/new?analysis=attack&observer=mnist-cnn&gammas=0%2C1',
  );
});
