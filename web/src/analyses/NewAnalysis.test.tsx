// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NewAnalysis } from './NewAnalysis';

const study = {
  kind: 'study',
  placeholder: 'DIR',
  standard: null,
  required: true,
  description: 'D.',
  choices: [],
};
const kinds = [
  {
    name: 'attack',
    question: 'What is taken for another?',
    parameters: [
      { ...study, name: 'observer', kind: 'observer' },
      { ...study, name: 'images', kind: 'images', choices: ['mnist', 'cifar-10'] },
      { ...study, name: 'gammas', kind: 'numbers', standard: '0,1', required: false },
    ],
  },
  { name: 'feedback', question: 'What does it say?', parameters: [{ ...study, name: 'study' }] },
];
const answers: Record<string, unknown> = {
  '/api/v1/analyses/kinds': { kinds },
  '/api/v1/observers': { observers: [{ name: 'mnist-cnn', problem: null }] },
  '/api/v1/studies?limit=500': {
    studies: [
      { id: 's2', name: 'long', state: 'running', observer: { name: 'mnist-cnn' }, readout: 'label' },
      { id: 's1', name: 'short', state: 'finished', observer: { name: 'mnist-cnn' }, readout: 'label' },
    ],
    next: null,
  },
};

let page: HTMLElement;
let answer: { status: number; body: unknown };
let posted: unknown[];

beforeEach(() => {
  posted = [];
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    if (request.method === 'GET') return new Response(JSON.stringify(answers[path]));
    posted.push(JSON.parse(String(request.body)));
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  });
  page = document.createElement('div');
  document.body.append(page);
});

afterEach(() => {
  render(null, page);
  page.remove();
  vi.unstubAllGlobals();
  location.hash = '';
});

function find<Found extends HTMLElement>(selector: string): Found {
  const found = page.querySelector<Found>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

async function show(given: Record<string, string>): Promise<void> {
  render(<NewAnalysis analysis={null} given={given} />, page);
  await vi.waitFor(() => expect(find<HTMLButtonElement>('[data-testid=start]').disabled).toBe(false));
}

async function ask(): Promise<void> {
  find<HTMLFormElement>('form').requestSubmit();
  await vi.waitFor(() => expect(posted).toHaveLength(1));
}

it('a form is made of what an analysis takes', async () => {
  await show({});
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#argument-observer').value).toBe('mnist-cnn'));
  expect(find<HTMLSelectElement>('#argument-images').options).toHaveLength(2);
  expect(find<HTMLInputElement>('#argument-gammas').value).toBe('0,1');
  expect(page.textContent).toContain('What is taken for another?');

  const kind = find<HTMLSelectElement>('#analysis');
  kind.value = 'feedback';
  kind.dispatchEvent(new Event('change', { bubbles: true }));

  await vi.waitFor(() => expect(find<HTMLSelectElement>('#argument-study').value).toBe('s1'));
  expect(find<HTMLOptionElement>('#argument-study option[value=s2]').disabled).toBe(true);
  expect(page.querySelector('#argument-gammas')).toBeNull();
});

it('an analysis of a study is asked for and gone to', async () => {
  answer = { status: 201, body: { id: 'a1' } };
  await show({ study: 's0' });
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#argument-study').value).toBe('s0'));
  await ask();
  await vi.waitFor(() => expect(location.hash).toBe('#/analyses/a1'));
  expect(posted).toEqual([{ analysis: 'feedback', arguments: { study: 's0' } }]);
});

it('what the server refuses stands beside its field and has the focus', async () => {
  answer = {
    status: 422,
    body: { title: 'T', status: 422, detail: 'gammas is x', field: 'arguments.gammas' },
  };
  await show({ gammas: 'x' });
  await ask();
  await vi.waitFor(() =>
    expect(find('[data-field=argument-gammas] [data-testid=field-error]').textContent).toBe('gammas is x'),
  );
  await vi.waitFor(() => expect(document.activeElement).toBe(find('#argument-gammas')));
});

it('what is about no field stands above the form', async () => {
  answer = { status: 409, body: { title: 'T', status: 409, detail: '20 analyses wait already' } };
  await show({});
  await ask();
  await vi.waitFor(() =>
    expect(find('[data-testid=form-error]').textContent).toContain('20 analyses wait already'),
  );
});
