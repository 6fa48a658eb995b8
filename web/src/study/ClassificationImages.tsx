import { useState } from 'preact/hooks';
import { studyPath } from '../api/client';
import type { Study } from '../api/types';

/** Eq 1 of the paper, of a study whose labels are split by the signal: each time the study is looked at. */
export function ClassificationImages({ study }: { study: Study }) {
  const readout = study.specification?.study?.readout as Record<string, unknown> | undefined;
  if (study.readout !== 'label' || readout?.['by-signal'] !== true) return null;
  return <Images id={study.id} looks={study.looks ?? 0} />;
}

function Images({ id, looks }: { id: string; looks: number }) {
  const image = studyPath(id, `/classification.png?looks=${looks}`);
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="classification-title">
      <h2 id="classification-title">Classification images</h2>
      <p class="muted">
        What noise has to add to turn one signal into another, with the trials that it is made of.
      </p>
      {missing === image ? (
        <p data-testid="no-classification">
          There is none by now: it takes two signals that are classes of the observer, and a look.
        </p>
      ) : (
        <img
          src={image}
          alt="Classification images of every two signals"
          data-testid="classification"
          onError={() => setMissing(image)}
        />
      )}
    </section>
  );
}
