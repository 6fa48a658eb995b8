import { useEffect, useState } from 'preact/hooks';
import type { StudyQuery } from '../api/client';

const KEYS = ['search', 'state', 'order'] as const;

/** The query in the address of the list of studies; a change replaces the address. */
export function useQuery(): [query: StudyQuery, change: (query: StudyQuery) => void] {
  const [query, setQuery] = useState(() => readQuery(location.hash));
  useEffect(() => {
    const follow = () => setQuery(readQuery(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const change = (next: StudyQuery) => {
    history.replaceState(null, '', queryHash(next));
    setQuery(readQuery(location.hash));
  };
  return [query, change];
}

/** Reads the query of an address, without empty values. */
export function readQuery(hash: string): StudyQuery {
  const given = new URLSearchParams(hash.split('?', 2)[1] ?? '');
  return Object.fromEntries(KEYS.map((key) => [key, given.get(key)]).filter(([, value]) => value));
}

/** The address of the list of studies, without empty values and the default order. */
export function queryHash(query: StudyQuery): string {
  const given = KEYS.flatMap((key) => (query[key] && query[key] !== 'newest' ? [[key, query[key]]] : []));
  return given.length === 0 ? '#/' : `#/studies?${new URLSearchParams(given)}`;
}
