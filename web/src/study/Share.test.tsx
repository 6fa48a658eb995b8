// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { Share } from './Share';

afterEach(() => render(null, document.body));

function shown(more: Parameters<typeof study>[0]): string {
  render(<Share study={study(more)} />, document.body);
  return document.querySelector('[data-testid=study-file]')!.textContent!;
}

it('the file of a network in a file has what its card states', () => {
  const specification = { study: { observer: { model: 'mine' } } };
  const studyFile = { study: { observer: { file: 'mine.pt', input: [1, 28, 28] } } };
  expect(shown({ specification, studyFile })).toContain('observer { file = "mine.pt", input = [1, 28, 28] }');
  expect(shown({ specification })).toContain('observer { model = mine }');
});

it('an ended study has a report and an archive, a running one the image of its maps', () => {
  const links = () => [...document.querySelectorAll('.links a')].map((link) => link.getAttribute('href'));
  shown({ id: 's1', state: 'finished' });
  expect(links()).toEqual(
    ['report.html', 'maps.png', 'maps-over-trials.gif', 'export'].map((file) => `/api/v1/studies/s1/${file}`),
  );
  expect(document.querySelector('[data-testid=python]')!.textContent).toContain('.open("s1")');
  shown({ id: 's1', state: 'running' });
  expect(links()).toEqual(['/api/v1/studies/s1/maps.png', '/api/v1/studies/s1/maps-over-trials.gif']);
});
