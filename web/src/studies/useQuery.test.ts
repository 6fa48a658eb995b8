import { expect, it } from 'vitest';
import { queryHash, readQuery } from './Studies';

it('a query survives a round trip through the address', () => {
  const query = { search: 'beta & one', state: 'failed', order: 'name' };
  expect(readQuery(queryHash(query).split('?')[1]!)).toEqual(query);
});

it('empty values and the newest first are not in the address', () => {
  expect(queryHash({ search: '', state: '', order: 'newest' })).toBe('#/studies');
  expect(queryHash({ search: '', state: 'paused' })).toBe('#/studies?state=paused');
  expect(readQuery('')).toEqual({});
});
