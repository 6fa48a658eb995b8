import { useState, useEffect, useMemo, useRef } from 'preact/hooks';
import { ListStatus } from '../ui/ListStatus';
import { Notice } from '../ui/Notice';
import { SelectedStudies } from './SelectedStudies';
import { StudyTable } from './StudyTable';
import { type StudyQuery, listStudies } from '../api/client';
import { useAddress } from '../route/useAddress';
import { errorText } from '../api/problem';
import type { StudyPage, StudyState } from '../api/types';
import { NO_LIST, reduceList, type StudyList } from '../store/list';
import { isOfRace, RacePage } from '../race/RacePage';
import { Store, useStore } from '../store/store';
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
      <select
        aria-label="State"
        data-testid="state-filter"
        value={query.state ?? ''}
        onChange={(event) => onQuery({ ...query, state: event.currentTarget.value })}
      >
        <option value="">all states</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {state}
          </option>
        ))}
      </select>
      <select
        aria-label="Order"
        data-testid="order"
        value={query.order ?? 'newest'}
        onChange={(event) => onQuery({ ...query, order: event.currentTarget.value })}
      >
        {Object.entries(ORDERS).map(([order, words]) => (
          <option key={order} value={order}>
            {words}
          </option>
        ))}
      </select>
    </form>
  );
}

const PAGE_SIZE = 50;
const REFRESH_MILLIS = 3000;

/** Polls the studies that match every 3 seconds while the page is visible. */
function useStudies(query: StudyQuery): { list: StudyList; more: () => void; refresh: () => void } {
  const key = JSON.stringify(query);
  const store = useMemo(() => new Store(NO_LIST, reduceList), [key]);
  const list = useStore(store);
  const [refreshes, setRefreshes] = useState(0);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      if (!document.hidden) {
        try {
          const pages = await firstPages(store.state.pages, query);
          if (!stopped) store.dispatch({ type: 'refreshed', pages });
        } catch (error) {
          if (!stopped) store.dispatch({ type: 'error', text: errorText(error) });
        }
      }
      if (!stopped) timer = setTimeout(() => void refresh(), REFRESH_MILLIS);
    };
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [store, refreshes]);
  const more = async () => {
    try {
      store.dispatch({ type: 'more', page: await listStudies(PAGE_SIZE, store.state.next, query) });
    } catch (error) {
      store.dispatch({ type: 'error', text: errorText(error) });
    }
  };
  return { list, more: () => void more(), refresh: () => setRefreshes((before) => before + 1) };
}

async function firstPages(count: number, query: StudyQuery): Promise<StudyPage[]> {
  const pages: StudyPage[] = [];
  let after: string | null = null;
  do {
    const page: StudyPage = await listStudies(PAGE_SIZE, after, query);
    pages.push(page);
    after = page.next;
  } while (pages.length < count && after !== null);
  return pages;
}

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
  const { list, more, refresh } = useStudies(query);
  const searching = Object.keys(query).length > 0;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.studies.filter(({ id }) => selected.has(id));
  const toggle = (id: string) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  if (home && !searching && list.studies.length > 0 && list.studies.every(isOfRace)) return <RacePage />;
  return (
    <section class="page">
      <div class="page-head">
        <h1>Studies</h1>
        {list.studies.length > 0 && <a href="#/observers">Available networks</a>}
      </div>
      {(searching || !list.loaded || list.studies.length > 0) && (
        <SearchBar query={query} onQuery={setQuery} />
      )}
      {chosen.length > 0 && (
        <SelectedStudies studies={chosen} onChange={refresh} onClear={() => setSelected(new Set())} />
      )}
      <ListStatus error={list.error} loaded={list.loaded} />
      {list.damaged.map(({ id, problem }) => (
        <Notice key={id} tone="error" testId="damaged">
          Study {id} is damaged: {problem}
        </Notice>
      ))}
      {list.loaded && list.studies.length === 0 && (searching ? <NoMatch /> : <NoStudies />)}
      {list.studies.length > 0 && (
        <StudyTable
          studies={list.studies}
          selected={selected}
          onToggle={toggle}
          onAll={(all) => setSelected(new Set(all ? list.studies.map(({ id }) => id) : []))}
        />
      )}
      {list.next !== null && (
        <p>
          <button type="button" data-testid="more" onClick={more}>
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
