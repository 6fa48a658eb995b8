import { useState } from 'preact/hooks';
import { ListStatus } from '../ui/ListStatus';
import { Notice } from '../ui/Notice';
import { SearchBar } from './SearchBar';
import { SelectedStudies } from './SelectedStudies';
import { StudyTable } from './StudyTable';
import { useQuery } from './useQuery';
import { useStudies } from './useStudies';

/** The list of studies. */
export function Studies() {
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
