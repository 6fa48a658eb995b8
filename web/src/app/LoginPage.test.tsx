// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import { login } from '../api/login';
import { App } from './App';

let token = '';
let scope = 'write';
const bodies: string[] = [];

/** A server that accepts the token `good` only. */
async function respond(path: string, request: RequestInit): Promise<Response> {
  if (path === '/api/v1/session' && request.method === 'POST') {
    bodies.push(String(request.body));
    token = (JSON.parse(String(request.body)) as { token: string }).token;
    return token === 'good'
      ? new Response('{"name":"alice","scope":"write"}')
      : new Response('{"detail":"the token is unknown or was revoked"}', { status: 401 });
  }
  if (path === '/api/v1/session') {
    return new Response(
      token === 'good' ? `{"name":"alice","scope":"${scope}"}` : '{"name":null,"scope":"none"}',
    );
  }
  return token === 'good'
    ? new Response('{"workers":[]}')
    : new Response('{"detail":"this server requires a token"}', { status: 401 });
}

beforeEach(() => {
  token = '';
  scope = 'write';
  vi.stubGlobal('fetch', respond);
  vi.stubGlobal('scrollTo', () => {});
  location.hash = '#/workers';
});

usePage();
afterEach(() => login.dispatch(false));

it('a form keeps its input when the session ends', async () => {
  token = 'good';
  location.hash = '#/upload';
  render(<App />, page);
  const field = () => document.querySelector<HTMLInputElement>('#name');
  await vi.waitFor(() => expect(field()).not.toBeNull());
  field()!.value = 'mine';
  field()!.dispatchEvent(new Event('input', { bubbles: true }));

  token = 'expired';
  login.dispatch(true);
  await vi.waitFor(() => expect(document.querySelector('[data-testid=log-in]')).not.toBeNull());
  expect(field()!.closest('[hidden]')).not.toBeNull();
  await submit('good');

  await vi.waitFor(() => expect(document.querySelector('[data-testid=log-in]')).toBeNull());
  expect(field()!.closest('[hidden]')).toBeNull();
  expect(field()!.value).toBe('mine');
});

async function submit(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('#token')!;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((resume) => setTimeout(resume));
  document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
}
