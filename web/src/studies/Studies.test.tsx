// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import type { StudyPage } from '../api/types';
import { Studies } from './Studies';

/** Completes the last request for a list. */
let respond: (page: Partial<StudyPage>) => void;
let requests: string[];

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', (path: string) => {
    requests.push(path);
    return new Promise<Response>((resolve) => {
      respond = (page) =>
        resolve(new Response(JSON.stringify({ studies: [], next: null, damaged: [], ...page })));
    });
  });
});

usePage();

const search = () => document.querySelector<HTMLInputElement>('[data-testid=search]');

it('the search field stays while a search is cleared', async () => {
  location.hash = '#/studies?search=zebra';
  render(<Studies home={false} />, page);
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  respond({});
  await vi.waitFor(() => expect(document.querySelector('[data-testid=no-match]')).not.toBeNull());
  const field = search()!;
  field.focus();
  field.value = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await vi.waitFor(() => expect(requests).toHaveLength(2));
  expect(location.hash).toBe('#/studies');
  expect(search()).toBe(field);
  expect(document.activeElement).toBe(field);
});

it('a list without studies has no search field', async () => {
  render(<Studies home={false} />, page);
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  respond({});
  await vi.waitFor(() => expect(document.querySelector('[data-testid=no-studies]')).not.toBeNull());
  expect(search()).toBeNull();
});
