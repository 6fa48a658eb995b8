import { useState, useEffect, useRef } from 'preact/hooks';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { SelectedStudies } from './SelectedStudies';
import { StudyTable } from './StudyTable';
import { type StudyQuery, listStudies } from '../api/client';
import { useAddress } from '../route/useAddress';
import { usePolled } from '../api/usePolled';
import type { StudyState } from '../api/types';
import { Select } from '../ui/Select';
import { isOfRace, RacePage } from '../race/RacePage';
import { useShortcuts } from '../shortcuts/shortcuts';

const STATES: StudyState[] = [
  'running',
  'queued',
  'waiting',
  'paused',
  'finished',
  'failed',
  'submitted',
  'stopping',
];
const ORDERS = {
  newest: 'newest first',
  name: 'by name',
  state: 'by state',
  observer: 'by observer',
  trials: 'most trials first',
  reliability: 'most reliable first',
};
const PAUSE_MILLIS = 100;

interface Props {
  query: StudyQuery;
  onQuery: (query: StudyQuery) => void;
}

/** Selects the studies of the list and their order. */
function SearchBar({ query, onQuery }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ key: '/', effect: 'Search studies', act: () => field.current?.focus() }]);
  const [text, setText] = useState(query.search ?? '');
  useEffect(() => setText(query.search ?? ''), [query.search]);
  useEffect(() => {
    if (text === (query.search ?? '')) return;
    const timer = setTimeout(() => onQuery({ ...query, search: text }), PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={field}
        type="search"
        placeholder="Name, notes, tags, observer, readout or id"
        aria-label="Search studies"
        data-testid="search"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Select
        id="state-filter"
        label="State"
        value={query.state ?? ''}
        options={{ '': 'all states', ...Object.fromEntries(STATES.map((state) => [state, state])) }}
        onChange={(state) => onQuery({ ...query, state })}
      />
      <span class="narrow">
        <Select
          id="order"
          label="Order"
          value={query.order ?? 'newest'}
          options={ORDERS}
          onChange={(order) => onQuery({ ...query, order })}
        />
      </span>
    </form>
  );
}

const PAGE_SIZE = 50;
const MAX_LIMIT = 500;
const REFRESH_MILLIS = 3000;

const KEYS = ['search', 'state', 'order'] as const;

/** The query in the address of the list of studies; a change replaces the address. */
function useQuery(): [query: StudyQuery, change: (query: StudyQuery) => void] {
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
  return given.length === 0 ? '#/studies' : `#/studies?${new URLSearchParams(given)}`;
}

/** The list of studies; the first page is the race while there is no other study. */
export function Studies({ home }: { home: boolean }) {
  const [query, setQuery] = useQuery();
  const [limit, setLimit] = useState(PAGE_SIZE);
  const [changes, setChanges] = useState(0);
  const of = JSON.stringify(query);
  const polled = usePolled(
    `${of} ${limit} ${changes}`,
    async () => ({ ...(await listStudies(limit, query)), of }),
    REFRESH_MILLIS,
  );
  const { error } = polled;
  const data = polled.data?.of === of ? polled.data : null;
  const { studies, next, damaged } = data ?? { studies: [], next: null, damaged: [] };
  const searching = Object.keys(query).length > 0;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = studies.filter(({ id }) => selected.has(id));
  const toggle = (id: string) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  if (home && !searching && studies.length > 0 && studies.every(isOfRace)) return <RacePage />;
  return (
    <section class="page">
      <div class="page-head">
        <h1>Studies</h1>
        {studies.length > 0 && <a href="#/observers">Available networks</a>}
      </div>
      {(searching || data === null || studies.length > 0) && <SearchBar query={query} onQuery={setQuery} />}
      {chosen.length > 0 && (
        <SelectedStudies
          studies={chosen}
          onChange={() => setChanges(changes + 1)}
          onClear={() => setSelected(new Set())}
        />
      )}
      <Loading error={error} loaded={data !== null} />
      {damaged.map(({ id, problem }) => (
        <Notice key={id} tone="error" testId="damaged">
          Study {id} is damaged: {problem}
        </Notice>
      ))}
      {data !== null && studies.length === 0 && (searching ? <NoMatch /> : <NoStudies />)}
      {studies.length > 0 && (
        <StudyTable
          studies={studies}
          order={query.order ?? 'newest'}
          onOrder={(order) => setQuery({ ...query, order })}
          selected={selected}
          onToggle={toggle}
          onAll={(all) => setSelected(new Set(all ? studies.map(({ id }) => id) : []))}
        />
      )}
      {next !== null && limit < MAX_LIMIT && (
        <p>
          <button type="button" data-testid="more" onClick={() => setLimit(limit + PAGE_SIZE)}>
            More studies
          </button>
        </p>
      )}
    </section>
  );
}

function NoMatch() {
  return (
    <p data-testid="no-match">
      No study matches. <a href="#/studies">All studies</a>
    </p>
  );
}

function NoStudies() {
  return (
    <div class="card" data-testid="no-studies">
      <h2>No studies</h2>
      <p>
        A study shows noise to a network, the observer, and averages the noise separately for each response.
        The maps are updated while the study runs.
      </p>
      <p>
        <a href="#/new" data-needs="write">
          Start the first study
        </a>{' '}
        In a shell: <code>revcor run STUDY.conf --out DIR</code>
      </p>
    </div>
  );
}
