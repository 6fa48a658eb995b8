// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { Shortcuts } from './Shortcuts';
import { useShortcuts } from './shortcuts';

let pressed = 0;

function Page() {
  useShortcuts([{ key: 'x', effect: 'Count', act: () => pressed++ }]);
  return <p>Page</p>;
}

afterEach(() => render(null, document.body));

it('a key works as soon as its page is shown, and no longer', () => {
  render(
    <>
      <Page />
      <Shortcuts />
    </>,
    document.body,
  );
  press('x');
  expect(pressed).toBe(1);

  render(<Shortcuts />, document.body);
  press('x');
  expect(pressed).toBe(1);
});

function press(key: string) {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}
