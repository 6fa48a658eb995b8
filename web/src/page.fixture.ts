import { render } from 'preact';
import { afterEach, beforeEach, vi } from 'vitest';

/** The element that a test renders to. */
export let page: HTMLElement;

/** Gives each test of a file an empty page, and restores the globals after it. */
export function usePage(): void {
  beforeEach(() => {
    page = document.createElement('div');
    document.body.append(page);
  });
  afterEach(() => {
    render(null, page);
    page.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    location.hash = '';
  });
}

/** Returns the element of a selector, which must exist. */
export function find<Found extends HTMLElement>(selector: string): Found {
  const found = page.querySelector<Found>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}
