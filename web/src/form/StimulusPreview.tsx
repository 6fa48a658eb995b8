import { useEffect, useState } from 'preact/hooks';
import { drawStimuli } from '../api/client';
import { errorText } from '../api/problem';
import type { Specification } from '../api/types';

/** The first eight stimuli of a study, drawn by the server. */
export function StimulusPreview({ study, disabled }: { study: Specification; disabled: boolean }) {
  const [drawn, setDrawn] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => () => void (drawn !== null && URL.revokeObjectURL(drawn)), [drawn]);

  const draw = async () => {
    setBusy(true);
    setError(null);
    try {
      setDrawn(URL.createObjectURL(await drawStimuli(study)));
    } catch (error) {
      setDrawn(null);
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
      {drawn !== null && <img src={drawn} alt="Eight stimuli of this study" data-testid="stimuli" />}
    </div>
  );
}
