// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import { App } from './App';

beforeEach(() => {
  vi.stubGlobal('fetch', async () => new Response('{"title":"none"}', { status: 404 }));
  vi.stubGlobal('scrollTo', () => {});
});

usePage();

it('the title is the name of the item, else of the page', async () => {
  location.hash = '#/observers/mine';
  render(<App />, page);
  await vi.waitFor(() => expect(document.querySelector('[data-testid=gone]')).not.toBeNull());
  expect(document.title).toBe('mine · Revcor');
  location.hash = '#/observers';
  await vi.waitFor(() => expect(document.title).toBe('Observers · Revcor'));
  location.hash = '#/observers/other';
  await vi.waitFor(() => expect(document.title).toBe('other · Revcor'));
});
