import type { StudyQuery } from '../api/client';
import { useAddress } from '../route/useAddress';

const KEYS = ['search', 'state', 'order'] as const;

/** The query in the address of the list of studies; a change replaces the address. */
export function useQuery(): [query: StudyQuery, change: (query: StudyQuery) => void] {
  const [query, replace] = useAddress(readQuery);
  return [query, (next) => replace(queryHash(next))];
}

/** Reads the query of an address, without empty values. */
export function readQuery(query: string): StudyQuery {
  const given = new URLSearchParams(query);
  return Object.fromEntries(KEYS.map((key) => [key, given.get(key)]).filter(([, value]) => value));
}

/** The address of the list of studies, without empty values and the default order. */
export function queryHash(query: StudyQuery): string {
  const given = KEYS.flatMap((key) => (query[key] && query[key] !== 'newest' ? [[key, query[key]]] : []));
  return given.length === 0 ? '#/' : `#/studies?${new URLSearchParams(given)}`;
}
