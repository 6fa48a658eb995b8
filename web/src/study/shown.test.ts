import { expect, it } from 'vitest';
import { readShown, shownHash, type Shown } from './shown';

const initial: Shown = {
  view: 'map',
  channel: null,
  limit: 'own',
  order: 'network',
  search: '',
  table: false,
};

it('what is shown survives a round trip through the address', () => {
  const shown: Shown = {
    view: 'z',
    channel: 'a b&c',
    limit: 'common',
    order: 'reliability',
    search: '[3,',
    table: true,
  };
  const hash = shownHash('s1', shown);
  expect(hash.startsWith('#/studies/s1?')).toBe(true);
  expect(readShown(hash.split('?')[1]!)).toEqual({ shown, problems: [] });
});

it('initial values are not in the address', () => {
  expect(shownHash('s1', initial)).toBe('#/studies/s1');
  expect(shownHash('s1', { ...initial, limit: 'common' })).toBe('#/studies/s1?limit=common');
  expect(readShown('')).toEqual({ shown: initial, problems: [] });
});

it.each([
  ['view=zz', 'view is zz in the address; it must be map, z, significant, error'],
  ['limit=-1', 'limit is -1 in the address; it must be own, common'],
  ['order=up', 'order is up in the address; it must be network, reliability, significance, area'],
  ['table=no', 'table is no in the address; it must be true'],
])('%s is replaced and named', (query, problem) => {
  expect(readShown(query)).toEqual({ shown: initial, problems: [problem] });
});
