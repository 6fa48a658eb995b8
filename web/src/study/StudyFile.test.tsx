// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { StudyFile } from './StudyPage';

afterEach(() => render(null, document.body));

function shown(more: Parameters<typeof study>[0]): string {
  render(<StudyFile study={study(more)} />, document.body);
  return document.querySelector('[data-testid=study-file]')!.textContent!;
}

it('the file of a network in a file has what its card states', () => {
  const specification = { study: { observer: { model: 'mine' } } };
  const studyFile = { study: { observer: { file: 'mine.pt', input: [1, 28, 28] } } };
  expect(shown({ specification, studyFile })).toContain('observer { file = "mine.pt", input = [1, 28, 28] }');
  expect(shown({ specification })).toContain('observer { model = mine }');
});
