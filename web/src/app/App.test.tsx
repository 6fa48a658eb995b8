// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from './App';

beforeEach(() => {
  vi.stubGlobal('fetch', async () => new Response('{"title":"none"}', { status: 404 }));
  vi.stubGlobal('scrollTo', () => {});
});

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
  location.hash = '';
});

it('the title is the name of the item, else of the page', async () => {
  location.hash = '#/observers/mine';
  render(<App />, document.body);
  await vi.waitFor(() => expect(document.querySelector('[data-testid=gone]')).not.toBeNull());
  expect(document.title).toBe('mine · Revcor');
  location.hash = '#/observers';
  await vi.waitFor(() => expect(document.title).toBe('Observers · Revcor'));
  location.hash = '#/observers/other';
  await vi.waitFor(() => expect(document.title).toBe('other · Revcor'));
});
