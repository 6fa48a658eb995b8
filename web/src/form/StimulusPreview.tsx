import { useEffect, useState } from 'preact/hooks';
import { drawStimuli } from '../api/client';
import type { Specification } from '../api/types';
import { useAttempt } from '../api/useAttempt';
import { Alert } from '../ui/Alert';

/** The first eight stimuli of a study, drawn by the server. */
export function StimulusPreview({ study, disabled }: { study: Specification; disabled: boolean }) {
  const [drawn, setDrawn] = useState<string | null>(null);
  const { busy, error, attempt } = useAttempt();

  useEffect(() => () => void (drawn !== null && URL.revokeObjectURL(drawn)), [drawn]);

  const draw = () => attempt(async () => setDrawn(URL.createObjectURL(await drawStimuli(study))));
  return (
    <div class="preview">
      <button type="button" data-testid="preview" disabled={busy || disabled} onClick={() => void draw()}>
        {busy ? 'Drawing…' : 'Preview stimuli'}
      </button>
      <Alert error={error} testId="preview-error" />
      {drawn !== null && error === null && (
        <img src={drawn} alt="Eight stimuli of this study" data-testid="stimuli" />
      )}
    </div>
  );
}
