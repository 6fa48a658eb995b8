import { studyPath } from '../api/client';
import type { Study } from '../api/types';

/** Eq 1 of the paper, of a study whose maps are split by the signal: each time the study is looked at. */
export function ClassificationImages({ study }: { study: Study }) {
  const readout = study.specification?.study?.readout as Record<string, unknown> | undefined;
  if (readout?.['by-signal'] !== true) return null;
  return (
    <section class="card" aria-labelledby="classification-title">
      <h2 id="classification-title">Classification images</h2>
      <p class="muted">
        What noise has to add to turn one signal into another, with the trials that it is made of.
      </p>
      <img
        src={studyPath(study.id, `/classification.png?looks=${study.looks ?? 0}`)}
        alt="Classification images of every two signals"
        data-testid="classification"
      />
    </section>
  );
}
