// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import type { StudyPage } from '../api/types';
import { study } from '../api/types.fixture';
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

it('a study has the first sentence of its verdict', async () => {
  render(<Studies home={false} />, page);
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  const verdict =
    '1 of 2 classes has a reliable map; 1 fell short of 0.95. Structured noise would show both.';
  respond({ studies: [study({ verdict })] });
  const found = () => page.querySelector('.found')?.textContent;
  await vi.waitFor(() => expect(found()).toBe('1 of 2 classes has a reliable map; 1 fell short of 0.95.'));
});

it('a list without studies has no search field', async () => {
  render(<Studies home={false} />, page);
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  respond({});
  await vi.waitFor(() => expect(document.querySelector('[data-testid=no-studies]')).not.toBeNull());
  expect(search()).toBeNull();
});
