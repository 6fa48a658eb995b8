import { useEffect, useState } from 'preact/hooks';
import { drawStimuli } from '../api/client';
import { errorText } from '../api/problem';
import type { Specification } from '../api/types';

/** The first eight stimuli of a study, drawn by the server. */
export function StimulusPreview({ study, disabled }: { study: Specification; disabled: boolean }) {
  const [image, setImage] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => () => void (image !== null && URL.revokeObjectURL(image)), [image]);

  const draw = async () => {
    setBusy(true);
    setError(null);
    try {
      setImage(URL.createObjectURL(await drawStimuli(study)));
    } catch (error) {
      setImage(null);
      setError(errorText(error));
    }
    setBusy(false);
  };

  return (
    <div class="preview">
      <button type="button" data-testid="preview" disabled={busy || disabled} onClick={() => void draw()}>
        {busy ? 'Drawing…' : 'Preview stimuli'}
      </button>
      {error !== null && (
        <p class="error" role="alert" data-testid="preview-error">
          {error}
        </p>
      )}
      {image !== null && <img src={image} alt="Eight stimuli of this study" data-testid="stimuli" />}
    </div>
  );
}
