import { useEffect, useState } from 'preact/hooks';
import { drawStimuli } from '../api/client';
import { sentence } from '../api/problem';
import { specification, type Draft } from './draft';

/** Eight of the stimuli that a draft means, as the server draws them. */
export function StimulusPreview({ draft }: { draft: Draft }) {
  const [picture, setPicture] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => () => void (picture !== null && URL.revokeObjectURL(picture)), [picture]);

  const draw = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      setPicture(URL.createObjectURL(await drawStimuli(specification(draft))));
    } catch (error) {
      setPicture(null);
      setTrouble(sentence(error));
    }
    setBusy(false);
  };

  return (
    <div class="preview">
      <button
        type="button"
        data-testid="preview"
        disabled={busy || draft.observer === ''}
        onClick={() => void draw()}
      >
        {busy ? 'Drawing…' : 'Show eight stimuli'}
      </button>
      {trouble !== null && (
        <p class="error" role="alert" data-testid="preview-error">
          {trouble}
        </p>
      )}
      {picture !== null && <img src={picture} alt="Eight stimuli of this study" data-testid="stimuli" />}
    </div>
  );
}
