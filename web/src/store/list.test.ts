import { expect, it } from 'vitest';
import { study } from '../api/types.fixture';
import { NO_LIST, reduceList } from './list';

const row = (id: string, trials = 0) => study({ id, trials });

it('a refresh replaces the list and removes deleted studies', () => {
  const before = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('b'), row('a')], next: null, damaged: [] }],
  });
  const after = reduceList(before, {
    type: 'refreshed',
    pages: [{ studies: [row('c'), row('b', 5)], next: null, damaged: [] }],
  });
  expect(after.studies.map((study) => [study.id, study.trials])).toEqual([
    ['c', 0],
    ['b', 5],
  ]);
});

it('a refresh lists the damaged studies', () => {
  const damaged = [{ id: 'd', problem: 'record.json cannot be read' }];
  const list = reduceList(NO_LIST, { type: 'refreshed', pages: [{ studies: [], next: null, damaged }] });
  expect(list.damaged).toEqual(damaged);
  const more = reduceList(list, { type: 'more', page: { studies: [row('b')], next: null, damaged } });
  expect(more.damaged).toEqual(damaged);
});

it('more appends the next page once', () => {
  const first = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('c'), row('b')], next: 'b', damaged: [] }],
  });
  const more = reduceList(first, {
    type: 'more',
    page: { studies: [row('b'), row('a')], next: null, damaged: [] },
  });
  expect(more.studies.map((study) => study.id)).toEqual(['c', 'b', 'a']);
  expect(more).toMatchObject({ next: null, pages: 2 });
});

it('a refresh that started before a page was added keeps the page', () => {
  const first = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('c')], next: 'c', damaged: [] }],
  });
  const more = reduceList(first, { type: 'more', page: { studies: [row('b')], next: 'b', damaged: [] } });
  expect(
    reduceList(more, { type: 'refreshed', pages: [{ studies: [row('c')], next: 'c', damaged: [] }] }),
  ).toBe(more);
});

it('an error keeps the list and is cleared by the next refresh', () => {
  const first = reduceList(NO_LIST, {
    type: 'refreshed',
    pages: [{ studies: [row('a')], next: null, damaged: [] }],
  });
  const failed = reduceList(first, { type: 'error', text: 'no response' });
  expect(failed).toMatchObject({ error: 'no response', studies: first.studies });
  expect(
    reduceList(failed, { type: 'refreshed', pages: [{ studies: [], next: null, damaged: [] }] }).error,
  ).toBeNull();
});
