/** Where the reader is; the part of the address behind #. */
export type Route =
  | { page: 'studies' }
  | { page: 'study'; id: string }
  | { page: 'compare'; ids: string[] }
  | { page: 'new'; observer: string | null }
  | { page: 'observers' }
  | { page: 'observer'; name: string }
  | { page: 'upload' }
  | { page: 'unknown'; path: string };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0 || (parts.length === 1 && parts[0] === 'studies')) return { page: 'studies' };
  if (parts.length === 2 && parts[0] === 'studies') return { page: 'study', id: decoded(parts[1]!) };
  if (parts.length === 1 && parts[0] === 'compare') {
    return { page: 'compare', ids: [...new Set(new URLSearchParams(query).getAll('study'))] };
  }
  if (parts.length === 1 && parts[0] === 'new') {
    return { page: 'new', observer: new URLSearchParams(query).get('observer') };
  }
  if (parts.length === 1 && parts[0] === 'observers') return { page: 'observers' };
  if (parts.length === 2 && parts[0] === 'observers') return { page: 'observer', name: decoded(parts[1]!) };
  if (parts.length === 1 && parts[0] === 'upload') return { page: 'upload' };
  return { page: 'unknown', path };
}

export function observerHash(name: string): string {
  return `#/observers/${encodeURIComponent(name)}`;
}

export function studyHash(id: string): string {
  return `#/studies/${encodeURIComponent(id)}`;
}

export function compareHash(ids: string[]): string {
  return `#/compare?${new URLSearchParams(ids.map((id) => ['study', id]))}`;
}

export function newHash(observer?: string): string {
  return observer === undefined ? '#/new' : `#/new?observer=${encodeURIComponent(observer)}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
