// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it } from 'vitest';
import { announce, Announcer } from './announcer';

afterEach(() => render(null, document.body));

it('a repeated text is announced again', async () => {
  await act(() => render(<Announcer />, document.body));
  const region = document.querySelector('[data-testid=announcer]')!;
  const announceText = async (text: string) => {
    await act(() => announce(text));
    expect(region.textContent).toBe(text);
    return region.firstChild;
  };
  const first = await announceText('The study was not started');
  expect(await announceText('The study was not started')).not.toBe(first);
});
