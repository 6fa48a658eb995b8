// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { Announcer } from '../ui/announcer';
import { find, page, usePage } from '../page.fixture';
import { UploadPage } from './UploadPage';

usePage();

const TESTED = {
  name: 'net',
  classes: ['0', '1'],
  layers: [{ name: 'output' }],
  test: { images: 'mnist', tested: 1000, accuracy: 0.099, chance: 0.1, warning: 'check scale' },
};

let response: { status: number; body: unknown };
let sent: { method: string | undefined; path: string; form: FormData }[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    sent.push({ method: request.method, path, form: request.body as FormData });
    return new Response(JSON.stringify(response.body), { status: response.status });
  });
  render(
    <>
      <UploadPage />
      <Announcer />
    </>,
    page,
  );
});

async function choose(selector: string, file: File): Promise<void> {
  const input = find<HTMLInputElement>(selector);
  Object.defineProperty(input, 'files', { value: [file], configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(() => expect(find<HTMLInputElement>('#name').value).not.toBe(''));
}

function submit(): void {
  find<HTMLFormElement>('form').requestSubmit();
}

it('replacing a network requires the checkbox', async () => {
  response = { status: 409, body: { title: 'T', status: 409, detail: 'there is an observer net already' } };
  await choose('#network', new File(['weights'], 'net.pt'));
  submit();
  await vi.waitFor(() => expect(find('[data-testid=form-error]').textContent).toContain('net already'));
  await act(() => find<HTMLInputElement>('.check input').click());
  response = { status: 200, body: { name: 'net' } };
  submit();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]!.path).toBe('/api/v1/observers/net?replace=true');
});

it('a .safetensors file requires its card file', async () => {
  await choose('#network', new File(['weights'], 'mine.safetensors'));
  await vi.waitFor(() => find('#card'));
  expect(page.querySelector('#input')).toBeNull();
});

it('a test shows the accuracy and what to check, and adds nothing', async () => {
  response = { status: 200, body: TESTED };
  await choose('#network', new File(['weights'], 'net.onnx'));
  const set = find<HTMLSelectElement>('#dataset');
  set.value = 'mnist';
  await act(() => void set.dispatchEvent(new Event('change', { bubbles: true })));
  await act(() => find<HTMLButtonElement>('[data-testid=check]').click());
  await vi.waitFor(() => expect(page.querySelector('[data-testid=checked]')).not.toBeNull());
  expect(sent.map((request) => request.path)).toEqual(['/api/v1/observers/net?images=mnist&save=false']);
  expect(JSON.parse(await (sent[0]!.form.get('card') as File).text())).toEqual({ dataset: 'mnist' });
  expect(find('[data-testid=checked]').textContent).toBe(
    'The network runs. It has 2 classes and the layers output. ' +
      'It classifies 9.9 % of 1,000 test images of mnist correctly; chance is 10.0 %.check scale',
  );
  expect(location.hash).toBe('');
});

it('an added network with a warning keeps the warning on the page', async () => {
  response = { status: 201, body: TESTED };
  await choose('#network', new File(['weights'], 'net.onnx'));
  submit();
  await vi.waitFor(() => expect(page.querySelector('[data-testid=checked]')).not.toBeNull());
  expect(find('[data-testid=checked] .notice').textContent).toBe('check scale');
  expect(find<HTMLAnchorElement>('[data-testid=checked] a').hash).toBe('#/observers/net');
  expect(location.hash).toBe('');
});
