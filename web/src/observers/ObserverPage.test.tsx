// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import { ObserverPage } from './ObserverPage';

usePage();

const trained = {
  name: 'mine',
  shape: [1, 28, 28],
  output: 'logits',
  classes: ['cat', 'dog'],
  dataset: 'pets',
  accuracy: 0.9,
  origin: 'folder',
  file: null,
  problem: null,
  differentiable: true,
  editable: false,
  layers: [
    {
      name: 'conv1',
      shape: [20, 24, 24],
      units: 11520,
      field: { size: 5, stride: 1, offset: -2 },
      hasBias: true,
    },
    { name: 'fc1', shape: [500, 1, 1], units: 500, field: null, hasBias: false },
  ],
  card: {
    recipe: 'mnist-cnn',
    seed: 1,
    epochs: 15,
    bestEpoch: 14,
    testImages: 20,
    confusion: [
      [9, 1],
      [1, 9],
    ],
    backdoor: { stamp: 'x', at: [1, 21], from: 'cat', to: 'dog', stamped: 3000, success: 0.995 },
  },
};

let response: { status: number; body: unknown };
let requests: string[];

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    requests.push(`${request.method} ${path}`);
    return request.method === 'DELETE'
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify(response.body), { status: response.status });
  });
});

async function show(status: number, body: unknown): Promise<void> {
  response = { status, body };
  render(<ObserverPage name="mine" />, page);
  await vi.waitFor(() => expect(page.textContent).not.toContain('Loading'));
}

function rows(selector: string): string[][] {
  return [...page.querySelectorAll(`${selector} tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
}

it('shows the contents of the card', async () => {
  await show(200, trained);
  const facts = page.querySelector('[data-testid=facts]')!.textContent;
  expect(facts).toContain('2: cat, dog');
  expect(facts).toContain('90.0 % on 20 test images');
  expect(facts).toContain('mnist-cnn, seed 1, epoch 14 of 15');
  expect(facts).toContain('stamp x at 1, 21 turns cat into dog in 99.5 % of stamped test images');
  expect(facts).toContain('Gradientsavailable');
  expect(facts).toContain('Editsunavailable');
  expect(rows('[data-testid=confusion]')).toEqual([
    ['cat', '9', '1'],
    ['dog', '1', '9'],
  ]);
});

it('an unusable observer shows its problem and can be deleted', async () => {
  await show(200, {
    ...trained,
    problem: 'no card',
    shape: null,
    classes: null,
    layers: null,
    card: undefined,
  });
  expect(page.querySelector('[data-testid=problem]')!.textContent).toContain('no card');
  expect(page.querySelector('a[href^="#/new"]')).toBeNull();
  page.querySelector<HTMLButtonElement>('[data-testid=delete]')!.click();
  await vi.waitFor(() => page.querySelector<HTMLButtonElement>('[data-testid=confirm]')!.click());
  await vi.waitFor(() => expect(location.hash).toBe('#/observers'));
  expect(requests).toContain('DELETE /api/v1/observers/mine');
});
