// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { Announcer } from '../ui/announcer';
import { keys } from './keys.fixture';
import { find, page, usePage } from '../page.fixture';
import { NewStudy } from './NewStudy';

usePage();

const observers = [
  {
    name: 'broken',
    shape: null,
    output: null,
    classes: null,
    dataset: null,
    accuracy: null,
    origin: 'folder',
    file: 'b.pt',
    problem: 'no card',
  },
  {
    name: 'mnist-cnn',
    shape: [1, 28, 28],
    output: 'logits',
    classes: ['0'],
    dataset: 'mnist',
    accuracy: 0.99,
    origin: 'shipped',
    file: null,
    problem: null,
  },
];

/** Shows the page again, as after a reload. */
async function show(copy: string | null): Promise<void> {
  render(null, page);
  render(<NewStudy observer={null} copy={copy} />, page);
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#observer').value).toBe('model:mnist-cnn'));
}

let response: { status: number; body: unknown };
let posted: unknown[];
let asked: unknown[];
let suggestion: { status: number; body: unknown; after?: Promise<void> };

const recommendation = {
  specification: {
    study: {
      stimulus: { kind: 'white-noise', law: 'gaussian' },
      readout: { kind: 'logit' },
      estimator: 'gradient',
    },
  },
  reasons: ['it returns logits'],
  warnings: ['rare: 3'],
  reliability: 0.95,
  chosen: 0,
  candidates: [
    {
      specification: { study: {} },
      problem: null,
      pilot: {
        trials: 10000,
        trialsPerSecond: 5000,
        sumBytes: 2_500_000,
        weightBytes: 300_000,
        diskBytes: 7_000_000,
        worst: { channel: '5', reliability: 0.97, trials: 14_415.2, seconds: 2.9 },
        median: { channel: '6', reliability: 0.99, trials: 1_725, seconds: 0.3 },
      },
    },
  ],
};

beforeEach(async () => {
  posted = [];
  asked = [];
  suggestion = { status: 503, body: { title: 'T', status: 503, detail: 'the lanes are too busy' } };
  history.replaceState(null, '');
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    if (path === '/api/v1/observers') return new Response(JSON.stringify({ observers }));
    if (path === '/api/v1/study-keys') return new Response(JSON.stringify({ keys }));
    if (path === '/api/v1/studies/s1')
      return new Response(
        JSON.stringify({
          notes: 'Why?',
          tags: ['pilot'],
          specification: {
            study: {
              name: 'mine',
              seed: 9,
              observer: { model: 'mnist-cnn' },
              stimulus: { kind: 'signal-in-noise', data: 'mnist', classes: ['1', '7'], gamma: 0.3 },
              readout: { kind: 'activation', layer: 'conv1' },
              'block-size': 20,
              covariance: { level: 0.1 },
            },
          },
        }),
      );
    if (path === '/api/v1/recommendations') {
      asked.push(JSON.parse(String(request.body)));
      await suggestion.after;
      return new Response(JSON.stringify(suggestion.body), { status: suggestion.status });
    }
    posted.push(JSON.parse(String(request.body)));
    return new Response(JSON.stringify(response.body), { status: response.status });
  });
  render(
    <>
      <NewStudy observer={null} copy={null} />
      <Announcer />
    </>,
    page,
  );
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#observer').value).toBe('model:mnist-cnn'));
});

function type(selector: string, text: string): void {
  const input = find<HTMLInputElement>(selector);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

function choose(name: string, word: string): void {
  const select = find<HTMLSelectElement>(`#${name}`);
  select.value = word;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

async function start(): Promise<void> {
  await vi.waitFor(() => expect(find<HTMLButtonElement>('[data-testid=start]').disabled).toBe(false));
  find<HTMLFormElement>('form').requestSubmit();
  await vi.waitFor(() => expect(posted.length).toBeGreaterThan(0));
}

it('a network of the address that the server does not have is named', async () => {
  expect(page.querySelector('[data-testid=address]')).toBeNull();
  render(<NewStudy key="unknown" observer="model:unknown" copy={null} />, page);
  await vi.waitFor(() =>
    expect(find('[data-testid=address]').textContent).toBe(
      'The address names the network unknown, which this server does not have or cannot use. Another one is selected.',
    ),
  );
});

it('a choice shows the keys of its option', async () => {
  response = { status: 201, body: { id: 'new-one', name: 'n' } };
  expect(page.querySelector('#stimulus-gamma')).toBeNull();
  choose('stimulus-kind', 'signal-in-noise');
  await vi.waitFor(() => expect(page.querySelector('#stimulus-gamma')).not.toBeNull());
  type('#stimulus-gamma', '0.3');
  type('#stimulus-classes', '1, 7');
  await start();
  expect(posted[0]).toEqual({
    study: {
      seed: 42,
      observer: { model: 'mnist-cnn' },
      stimulus: { kind: 'signal-in-noise', data: 'mnist', classes: ['1', '7'], gamma: 0.3, law: 'uniform' },
      readout: { kind: 'label' },
      stop: { 'max-trials': 1_000_000, reliability: 0.95 },
    },
  });
});

it('a field has the name, help, range and default of its key', () => {
  expect(find('[data-field=seed]').textContent).toBe(
    'SeedRandom seedHelp of seed. Valid: a whole number; default: 1.',
  );
  const options = [...find<HTMLSelectElement>('#estimator').options];
  expect(options.map(({ value, textContent }) => [value, textContent])).toEqual([
    ['', 'default (average)'],
    ['average', 'average'],
    ['gradient', 'gradient'],
  ]);
});

it('an optional section is sent while its box is checked', async () => {
  response = { status: 201, body: { id: 'new-one', name: 'n' } };
  const box = find<HTMLInputElement>('#covariance input[type=checkbox]');
  expect([box.checked, page.querySelector('#covariance-level')]).toEqual([false, null]);
  box.click();
  await vi.waitFor(() => expect(page.querySelector('#covariance-level')).not.toBeNull());
  await start();
  expect(posted[0]).toMatchObject({ study: { covariance: {} } });
  posted.length = 0;
  box.click();
  await vi.waitFor(() => expect(page.querySelector('#covariance-level')).toBeNull());
  await start();
  expect(posted[0]).not.toHaveProperty('study.covariance');
});

it('an error in closed details opens them', async () => {
  const detail = 'study.block-size is 3; an even number';
  response = { status: 422, body: { title: 'T', status: 422, detail, field: 'study.block-size' } };
  await start();
  await vi.waitFor(() => expect(find('#block-size').closest('details')!.open).toBe(true));
});

it('an error of a key without an input is shown at its section', async () => {
  const detail = 'study.readout.layer is missing';
  response = { status: 422, body: { title: 'T', status: 422, detail, field: 'study.readout.layer' } };
  await start();
  await vi.waitFor(() => expect(find('#readout > [data-testid=field-error]').textContent).toBe(detail));
  await vi.waitFor(() => expect(document.activeElement).toBe(find('#readout')));
});

async function fillIn(text: string, body: object, status = 200): Promise<void> {
  response = { status, body };
  await vi.waitFor(() => expect(find<HTMLInputElement>('#study-file').disabled).toBe(false));
  chooseFile(new File([text], 'study.conf'));
  await vi.waitFor(() => expect(posted).toEqual([{ studyFile: text }]));
}

function chooseFile(file: File): void {
  const input = find<HTMLInputElement>('#study-file');
  Object.defineProperty(input, 'files', { value: [file] });
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

it('all errors of a study file are shown: at their fields, else above the form', async () => {
  const at = (field: string, detail: string) => ({ field, value: '', expected: '', detail });
  await fillIn('study { }', {
    specification: {
      study: { observer: { model: 'no-net' }, seed: 'many', stimulus: { kind: 'signal-in-noise', gamma: 2 } },
    },
    errors: [
      at('study.colour', 'unknown colour'),
      at('study.stimulus.x', 'unknown x'),
      at('study.stimulus.y', 'unknown y'),
      at('study.stimulus.gamma', 'gamma is 2'),
    ],
  });
  await vi.waitFor(() => expect(find('[data-testid=form-error]').textContent).toContain('unknown colour'));
  expect(find('[data-testid=form-error]').textContent).toContain('The study file has errors');
  expect(find('#stimulus-error').textContent).toBe('unknown x\nunknown y');
  expect(find('#stimulus-gamma-error').textContent).toBe('gamma is 2');
  expect(find<HTMLInputElement>('#stimulus-gamma').value).toBe('2');
  expect(find('#observer-error').textContent).toBe(
    'study.observer.model is no-net; it must be a network of this server',
  );
});

it('a study file that is too large is refused without a request', async () => {
  await vi.waitFor(() => expect(find<HTMLInputElement>('#study-file').disabled).toBe(false));
  chooseFile(new File(['#'.repeat(100_000)], 'large.conf'));
  await vi.waitFor(() =>
    expect(find('#study-file-error').textContent).toBe(
      'large.conf has 98 KiB; it must be a study file of at most 64 KiB',
    ),
  );
  expect(posted).toEqual([]);
});

it('an observer of clients has its own fields', async () => {
  response = { status: 201, body: { id: 'new-one', name: 'n' } };
  const observer = find<HTMLSelectElement>('#observer');
  observer.value = 'external:';
  observer.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(() => expect(find<HTMLInputElement>('#observer-external-output').value).toBe('logits'));
  await start();
  expect(posted[0]).toMatchObject({ study: { observer: { external: { output: 'logits' } } } });
});

it('the form begins with the suggestion, and asks for no other after an edit', async () => {
  suggestion = { status: 200, body: recommendation };
  history.replaceState(null, '');
  await show(null);
  await vi.waitFor(() => expect(find<HTMLSelectElement>('#estimator').value).toBe('gradient'));
  expect(asked.at(-1)).toMatchObject({ study: { observer: { model: 'mnist-cnn' }, seed: 42 } });
  expect([...find('[data-testid=suggestion]').children].map((line) => line.textContent)).toEqual([
    'All maps reach reliability 0.95 in about 3 s, 14,415 trials.',
    'It returns logits.',
    'rare: 3.',
    'It needs 2.4 MiB of memory and at most 6.7 MiB on disk.',
  ]);
  expect([...find('[data-testid=chosen]').querySelectorAll('dd')].map((fact) => fact.textContent)).toEqual([
    '1 × 28 × 28',
    'logits of 1 classes',
    'mnist, accuracy 99.0 %',
    '0',
    'white-noise, law gaussian',
    'logit',
    'gradient',
    'reliability 0.95 or 1,000,000 trials',
  ]);
  expect(find<HTMLDetailsElement>('[data-testid=settings]').open).toBe(false);
  const before = asked.length;
  type('#stop-reliability', '0.9');
  await vi.waitFor(() => expect(page.querySelector('[data-testid=suggest]')).not.toBeNull());
  expect(page.querySelector('[data-testid=suggestion]')).toBeNull();
  expect(asked).toHaveLength(before);
  find<HTMLButtonElement>('[data-testid=suggest]').click();
  await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ study: { stop: { reliability: 0.9 } } }));
});

it.each([
  ['#name', 'mine', 'gradient'],
  ['#block-size', '20', ''],
])(
  'of what is edited while the network is measured, only %s leaves the suggestion',
  async (field, text, estimator) => {
    let respond!: () => void;
    const after = new Promise<void>((resolve) => (respond = resolve));
    suggestion = { status: 200, body: recommendation, after };
    history.replaceState(null, '');
    await show(null);
    type(field, text);
    await vi.waitFor(() => expect(JSON.stringify(history.state)).toContain(`"${text}"`));
    expect(find('[data-testid=chosen]').textContent).toContain('measuring');
    respond();
    await vi.waitFor(() => expect(find('[data-testid=chosen]').textContent).not.toContain('measuring'));
    expect(find<HTMLSelectElement>('#estimator').value).toBe(estimator);
    expect(find<HTMLInputElement>(field).value).toBe(text);
  },
);

it('a copy has all values, notes and tags of its study, and survives a reload', async () => {
  response = { status: 201, body: { id: 'new-one', name: 'n' } };
  const values = {
    name: 'mine',
    seed: 9,
    observer: { model: 'mnist-cnn' },
    stimulus: { kind: 'signal-in-noise', data: 'mnist', classes: ['1', '7'], gamma: 0.3, law: 'uniform' },
    readout: { kind: 'activation', layer: 'conv1' },
    'block-size': 20,
    covariance: { level: 0.1 },
  };
  const before = asked.length;
  history.replaceState(null, '');
  await show('s1');
  await vi.waitFor(() => expect(find<HTMLInputElement>('#stimulus-gamma').value).toBe('0.3'));
  expect(find<HTMLDetailsElement>('[data-testid=settings]').open).toBe(true);
  await start();
  expect(posted[0]).toEqual({ study: values });
  await vi.waitFor(() => expect(posted[1]).toEqual({ name: 'n', notes: 'Why?', tags: ['pilot'] }));

  posted.length = 0;
  type('#stimulus-gamma', '0.5');
  await vi.waitFor(() => expect(JSON.stringify(history.state)).toContain('"0.5"'));
  await show('s1');
  await vi.waitFor(() => expect(find<HTMLInputElement>('#stimulus-gamma').value).toBe('0.5'));
  await start();
  expect(posted[0]).toEqual({ study: { ...values, stimulus: { ...values.stimulus, gamma: 0.5 } } });
  expect(asked).toHaveLength(before);
});
