import { useEffect, useRef, useState } from 'preact/hooks';
import type { StudyQuery } from '../api/client';
import type { StudyState } from '../api/types';
import { stateText } from '../format/words';
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
export function SearchBar({ query, onQuery }: Props) {
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
        placeholder="Name, observer, readout, estimator or id"
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
            {stateText(state)}
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
