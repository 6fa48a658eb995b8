import { useRef, useState } from 'preact/hooks';
import { studyPath } from '../api/client';
import type { Study } from '../api/types';
import { svgOf } from '../save/drawing';
import { imageElement } from '../save/map-drawing';
import { SaveMenu } from '../save/SaveMenu';

/** Classification images (Eq 1 of the paper) of a study with labels by signal, updated at every look. */
export function ClassificationImages({ study }: { study: Study }) {
  const readout = study.specification.study.readout as Record<string, unknown> | undefined;
  if (study.readout !== 'label' || readout?.['by-signal'] !== true) return null;
  return <Images study={study} />;
}

function Images({ study: { id, name, looks } }: { study: Study }) {
  const image = studyPath(id, `/classification.png?looks=${looks}`);
  const sheet = useRef<HTMLImageElement>(null);
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="classification-title">
      <div class="page-head">
        <h2 id="classification-title">Classification images</h2>
        {missing !== image && (
          <SaveMenu
            figure="classification images"
            study={name}
            files={[
              { label: 'PNG', name: 'classification.png', content: image },
              { label: 'SVG', name: 'classification.svg', content: () => svgFile(sheet.current!) },
              {
                label: 'npy',
                name: 'classification.npy',
                content: studyPath(id, '/classification.npy'),
              },
            ]}
          />
        )}
      </div>
      <p class="muted">
        The noise that turns one signal into another, with the number of trials behind each image.
      </p>
      {missing === image ? (
        <p data-testid="no-classification">
          Not available yet: this needs a look, and two signals that are classes of the observer.
        </p>
      ) : (
        <img
          ref={sheet}
          src={image}
          alt="Classification images of all pairs of signals"
          data-testid="classification"
          onError={() => setMissing(image)}
        />
      )}
    </section>
  );
}

function svgFile(image: HTMLImageElement): Blob {
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  const svg = svgOf({ width, height, elements: imageElement(canvas, 0, 0, width, height) });
  return new Blob([svg], { type: 'image/svg+xml' });
}
