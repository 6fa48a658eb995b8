import { useState } from 'preact/hooks';
import { compareHash } from '../route/route';
import { Notice } from '../ui/Notice';
import { StudyTable } from './StudyTable';
import { useStudies } from './useStudies';

/** The list of studies. */
export function Studies() {
  const { list, more } = useStudies();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.studies.map((study) => study.id).filter((id) => ticked.has(id));
  const tick = (id: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <section class="page">
      <div class="page-head">
        <h1>Studies</h1>
        {chosen.length > 1 && (
          <a href={compareHash(chosen)} data-testid="compare">
            Compare {chosen.length} studies
          </a>
        )}
        {chosen.length === 1 && <span class="muted">Tick another study to compare them</span>}
        {list.studies.length > 0 && <a href="#/observers">What can be studied</a>}
      </div>
      {list.trouble !== null && (
        <Notice tone="error" role="alert">
          {list.trouble} {list.loaded && 'What is shown may be old.'}
        </Notice>
      )}
      {!list.loaded && list.trouble === null && <p class="muted">Loading…</p>}
      {list.loaded && list.studies.length === 0 && <NoStudies />}
      {list.studies.length > 0 && <StudyTable studies={list.studies} ticked={ticked} onTick={tick} />}
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
