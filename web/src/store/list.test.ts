import { expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { NO_LIST, reduceList } from './list';

const row = (id: string, trials = 0) => study({ id, trials });

it('a refresh replaces the list and removes deleted studies', () => {
  const before = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('b'), row('a')], next: null }],
  });
  const after = reduceList(before, {
    type: 'refreshed',
    pages: [{ studies: [row('c'), row('b', 5)], next: null }],
  });
  expect(after.studies.map((study) => [study.id, study.trials])).toEqual([
    ['c', 0],
    ['b', 5],
  ]);
});

it('more appends the next page once', () => {
  const first = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('c'), row('b')], next: 'b' }],
  });
  const more = reduceList(first, { type: 'more', page: { studies: [row('b'), row('a')], next: null } });
  expect(more.studies.map((study) => study.id)).toEqual(['c', 'b', 'a']);
  expect(more).toMatchObject({ next: null, pages: 2 });
});

it('a refresh that started before a page was added keeps the page', () => {
  const first = reduceList(NO_LIST, { type: 'refreshed', pages: [{ studies: [row('c')], next: 'c' }] });
  const more = reduceList(first, { type: 'more', page: { studies: [row('b')], next: 'b' } });
  expect(reduceList(more, { type: 'refreshed', pages: [{ studies: [row('c')], next: 'c' }] })).toBe(more);
});

it('an error keeps the list and is cleared by the next refresh', () => {
  const first = reduceList(NO_LIST, { type: 'refreshed', pages: [{ studies: [row('a')], next: null }] });
  const failed = reduceList(first, { type: 'error', text: 'no response' });
  expect(failed).toMatchObject({ error: 'no response', studies: first.studies });
  expect(reduceList(failed, { type: 'refreshed', pages: [{ studies: [], next: null }] }).error).toBeNull();
});
