import { useEffect, useState } from 'preact/hooks';
import { drawStimuli } from '../api/client';
import { sentence } from '../api/problem';
import { specification, type Draft } from './draft';

/** Eight of the stimuli that a draft means, as the server draws them. */
export function StimulusPreview({ draft }: { draft: Draft }) {
  const [image, setImage] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => () => void (image !== null && URL.revokeObjectURL(image)), [image]);

  const draw = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      setImage(URL.createObjectURL(await drawStimuli(specification(draft))));
    } catch (error) {
      setImage(null);
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
      {image !== null && <img src={image} alt="Eight stimuli of this study" data-testid="stimuli" />}
    </div>
  );
}
