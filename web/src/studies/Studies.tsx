import { Notice } from '../ui/Notice';
import { StudyTable } from './StudyTable';
import { useStudies } from './useStudies';

/** The list of studies. */
export function Studies() {
  const { list, more } = useStudies();
  return (
    <section class="page">
      <div class="page-head">
        <h1>Studies</h1>
        {list.studies.length > 0 && <a href="#/observers">What can be studied</a>}
      </div>
      {list.trouble !== null && (
        <Notice tone="error" role="alert">
          {list.trouble} {list.loaded && 'What is shown may be old.'}
        </Notice>
      )}
      {!list.loaded && list.trouble === null && <p class="muted">Loading…</p>}
      {list.loaded && list.studies.length === 0 && <NoStudies />}
      {list.studies.length > 0 && <StudyTable studies={list.studies} />}
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

function NoStudies() {
  return (
    <div class="card" data-testid="no-studies">
      <h2>No study yet</h2>
      <p>
        A study shows noise to a network, the observer, and averages the noise by what the network answered.
        Its maps appear here while they converge.
      </p>
      <p>
        <a href="#/new">Start the first study</a>, or from a shell:{' '}
        <code>revcor run STUDY.conf --out DIR</code>
      </p>
    </div>
  );
}
