// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { find, page, usePage } from '../page.fixture';
import { NewAnalysis } from './NewAnalysis';

usePage();

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
    question: 'Which images are misclassified?',
    parameters: [
      { ...study, name: 'observer', kind: 'observer' },
      { ...study, name: 'images', kind: 'images', choices: ['mnist', 'cifar-10'] },
      { ...study, name: 'gammas', kind: 'numbers', standard: '0,1', required: false },
    ],
  },
  { name: 'feedback', question: 'How are maps classified?', parameters: [{ ...study, name: 'study' }] },
  {
    name: 'difference',
    question: 'Where do maps differ?',
    parameters: [
      { ...study, name: 'study' },
      { ...study, name: 'less' },
    ],
  },
];
const responses: Record<string, unknown> = {
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

let response: { status: number; body: unknown };
let posted: unknown[];

beforeEach(() => {
  posted = [];
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    if (request.method === 'GET') return new Response(JSON.stringify(responses[path]));
    posted.push(JSON.parse(String(request.body)));
    return new Response(JSON.stringify(response.body), { status: response.status });
  });
});

async function show(given: Record<string, string>): Promise<void> {
  render(<NewAnalysis analysis={null} given={given} />, page);
  await vi.waitFor(() => expect(find<HTMLButtonElement>('[data-testid=start]').disabled).toBe(false));
}

async function submit(): Promise<void> {
  find<HTMLFormElement>('form').requestSubmit();
  await vi.waitFor(() => expect(posted).toHaveLength(1));
}

it('the form has the parameters of the analysis', async () => {
  await show({});
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#argument-observer').value).toBe('mnist-cnn'));
  expect(find<HTMLSelectElement>('#argument-images').options).toHaveLength(2);
  expect(find<HTMLInputElement>('#argument-gammas').value).toBe('0,1');
  expect(page.textContent).toContain('Which images are misclassified?');

  const kind = find<HTMLSelectElement>('#analysis');
  kind.value = 'feedback';
  kind.dispatchEvent(new Event('change', { bubbles: true }));

  await vi.waitFor(() => expect(find<HTMLSelectElement>('#argument-study').value).toBe('s1'));
  expect(find<HTMLOptionElement>('#argument-study option[value=s2]').disabled).toBe(true);
  expect(page.querySelector('#argument-gammas')).toBeNull();
  expect([...kind.options].map((option) => option.text)).toContain('Feedback: How are maps classified?');
});

it('an analysis of the address that the server does not have is named', async () => {
  render(<NewAnalysis analysis="unknown" given={{}} />, page);
  await vi.waitFor(() =>
    expect(find('[data-testid=address]').textContent).toBe(
      'The address names the analysis unknown, which this server does not have. Another one is selected.',
    ),
  );
});

it('an error of the server is shown at its field and focused', async () => {
  response = {
    status: 422,
    body: { title: 'T', status: 422, detail: 'gammas is x', field: 'arguments.gammas' },
  };
  await show({ gammas: 'x' });
  await submit();
  await vi.waitFor(() =>
    expect(find('[data-field=argument-gammas] [data-testid=field-error]').textContent).toBe('gammas is x'),
  );
  await vi.waitFor(() => expect(document.activeElement).toBe(find('#argument-gammas')));
});
