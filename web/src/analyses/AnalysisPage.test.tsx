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

it('a failed analysis shows its problem and links to the form', async () => {
  await show({ ...running, state: 'failed', problem: 'gammas is 2; it must be a number from 0 to 1' });
  expect(at('end')?.textContent).toContain('gammas is 2');
  expect(at('again')?.getAttribute('href')).toBe(
    '#/analyses/new?analysis=attack&observer=mnist-cnn&gammas=0%2C1',
  );
});
