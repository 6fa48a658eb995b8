// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import { MapFilters } from './MapFilters';
import { readShown } from './shown';

it('what is typed as a reliability stays when the page renders again', () => {
  const filters = () =>
    act(() =>
      render(
        <MapFilters shown={readShown('').shown} show={() => {}} channels={25} hasAreas={false} />,
        document.body,
      ),
    );
  filters();
  const input = document.querySelector<HTMLInputElement>('[data-testid=reliable]')!;
  input.value = '.5';
  void act(() => {
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  filters();
  expect(input.value).toBe('.5');
});
