import { expect, it } from 'vitest';
import { analyseHash, analysisHash, compareHash, newHash, observerHash, readRoute, studyHash } from './route';

it.each([
  ['', { page: 'studies', home: true }],
  ['#/', { page: 'studies', home: true }],
  ['#/studies', { page: 'studies', home: false }],
  ['#/race', { page: 'race' }],
  ['#/studies/20261125-k3f9', { page: 'study', id: '20261125-k3f9' }],
  ['#/compare?study=a&study=b&study=a', { page: 'compare', ids: ['a', 'b'] }],
  ['#/compare', { page: 'compare', ids: [] }],
  ['#/new', { page: 'new', observer: null, copy: null }],
  ['#/new?copy=a', { page: 'new', observer: null, copy: 'a' }],
  ['#/observers', { page: 'observers' }],
  ['#/observers/my%20net', { page: 'observer', name: 'my net' }],
  ['#/upload', { page: 'upload' }],
  ['#/workers', { page: 'workers' }],
  ['#/analyses', { page: 'analyses' }],
  ['#/analyses/20261125-k3f', { page: 'analysis', id: '20261125-k3f' }],
  ['#/analyses/new', { page: 'analyse', analysis: null, given: {} }],
  ['#/analyses/new?study=a', { page: 'analyse', analysis: null, given: { study: 'a' } }],
  ['#/analyses/a/b', { page: 'unknown', path: 'analyses/a/b' }],
  ['#/nowhere/at/all', { page: 'unknown', path: 'nowhere/at/all' }],
  ['#/studies/%', { page: 'study', id: '%' }],
])('%s is the route of its page', (hash, route) => {
  expect(readRoute(hash)).toEqual(route);
});

it('routes survive a round trip', () => {
  expect(readRoute(studyHash('a b/c'))).toEqual({ page: 'study', id: 'a b/c' });
  expect(readRoute(observerHash('a/b.c'))).toEqual({ page: 'observer', name: 'a/b.c' });
  expect(readRoute(compareHash(['a b', 'c&d']))).toEqual({ page: 'compare', ids: ['a b', 'c&d'] });
  expect(compareHash(['a'], 'b[0]')).toBe('#/compare?study=a&channel=b%5B0%5D');
  expect(readRoute(analysisHash('a b'))).toEqual({ page: 'analysis', id: 'a b' });
  expect(readRoute(analyseHash({ gammas: '0:0.1:1', observer: 'a&b' }, 'attack'))).toEqual({
    page: 'analyse',
    analysis: 'attack',
    given: { gammas: '0:0.1:1', observer: 'a&b' },
  });
  expect(readRoute(newHash('file:my net.pt'))).toEqual({
    page: 'new',
    observer: 'file:my net.pt',
    copy: null,
  });
});
