/** The current page, from the URL fragment. */
export type Route =
  | { page: 'studies'; home: boolean }
  | { page: 'study'; id: string }
  | { page: 'compare'; ids: string[] }
  | { page: 'new'; observer: string | null; copy: string | null }
  | { page: 'observers' }
  | { page: 'observer'; name: string }
  | { page: 'upload' }
  | { page: 'analyses' }
  | { page: 'analysis'; id: string }
  | { page: 'analyse'; analysis: string | null; given: Record<string, string> }
  | { page: 'workers' }
  | { page: 'race' }
  | { page: 'unknown'; path: string };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return { page: 'studies', home: true };
  if (parts.length === 1 && parts[0] === 'studies') return { page: 'studies', home: false };
  if (parts.length === 2 && parts[0] === 'studies') return { page: 'study', id: decoded(parts[1]!) };
  if (parts.length === 1 && parts[0] === 'compare') {
    return { page: 'compare', ids: studiesOf(query) };
  }
  if (parts.length === 1 && parts[0] === 'race') return { page: 'race' };
  if (parts.length === 1 && parts[0] === 'new') {
    const given = new URLSearchParams(query);
    return { page: 'new', observer: given.get('observer'), copy: given.get('copy') };
  }
  if (parts.length === 1 && parts[0] === 'observers') return { page: 'observers' };
  if (parts.length === 2 && parts[0] === 'observers') return { page: 'observer', name: decoded(parts[1]!) };
  if (parts.length === 1 && parts[0] === 'upload') return { page: 'upload' };
  if (parts.length === 1 && parts[0] === 'workers') return { page: 'workers' };
  if (parts[0] === 'analyses' && parts.length <= 2) return analyses(parts[1], new URLSearchParams(query));
  return { page: 'unknown', path };
}

function studiesOf(query: string): string[] {
  return [...new Set(new URLSearchParams(query).getAll('study'))];
}

function analyses(rest: string | undefined, query: URLSearchParams): Route {
  if (rest === undefined) return { page: 'analyses' };
  if (rest !== 'new') return { page: 'analysis', id: decoded(rest) };
  const { analysis, ...given } = Object.fromEntries(query);
  return { page: 'analyse', analysis: analysis ?? null, given };
}

export function observerHash(name: string): string {
  return `#/observers/${encodeURIComponent(name)}`;
}

export function studyHash(id: string): string {
  return `#/studies/${encodeURIComponent(id)}`;
}

/** @param channel name of the channel whose maps are shown; without, the most reliable one */
export function compareHash(ids: string[], channel?: string): string {
  const query = ids.map((id) => ['study', id]);
  return `#/compare?${new URLSearchParams(channel === undefined ? query : [...query, ['channel', channel]])}`;
}

export function newHash(observer?: string): string {
  return observer === undefined ? '#/new' : `#/new?observer=${encodeURIComponent(observer)}`;
}

/** URL of the form with the values of a study. */
export function copyHash(id: string): string {
  return `#/new?copy=${encodeURIComponent(id)}`;
}

export function analysisHash(id: string): string {
  return `#/analyses/${encodeURIComponent(id)}`;
}

/** URL of the form for a new analysis, with initial arguments. */
export function analyseHash(given: Record<string, string> = {}, analysis?: string): string {
  const query = new URLSearchParams(analysis === undefined ? given : { analysis, ...given });
  return query.size === 0 ? '#/analyses/new' : `#/analyses/new?${query}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
