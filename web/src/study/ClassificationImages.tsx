import { useState } from 'preact/hooks';
import { studyPath } from '../api/client';
import type { Study } from '../api/types';

/** Classification images (Eq 1 of the paper) of a study with labels by signal, updated at every look. */
export function ClassificationImages({ study }: { study: Study }) {
  const readout = study.specification.study.readout as Record<string, unknown> | undefined;
  if (study.readout !== 'label' || readout?.['by-signal'] !== true) return null;
  return <Images id={study.id} looks={study.looks} />;
}

function Images({ id, looks }: { id: string; looks: number }) {
  const image = studyPath(id, `/classification.png?looks=${looks}`);
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="classification-title">
      <h2 id="classification-title">Classification images</h2>
      <p class="muted">
        The noise that turns one signal into another, with the number of trials behind each image.
      </p>
      {missing === image ? (
        <p data-testid="no-classification">
          Not available yet: this needs a look, and two signals that are classes of the observer.
        </p>
      ) : (
        <img
          src={image}
          alt="Classification images of all pairs of signals"
          data-testid="classification"
          onError={() => setMissing(image)}
        />
      )}
    </section>
  );
}
