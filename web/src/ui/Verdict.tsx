import { useState } from 'preact/hooks';
import { createStudy } from '../api/client';
import { errorText } from '../api/problem';
import type { Study } from '../api/types';
import { studyHash } from '../route/route';
import './verdict.css';

/** What a study has found, and a button that starts the study that would find more. */
export function Verdict({ study: { verdict, followUp } }: { study: Study }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  if (!verdict) return null;
  const start = async () => {
    setBusy(true);
    try {
      location.hash = studyHash((await createStudy(followUp!)).id);
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return (
    <div class="verdict">
      <p data-testid="verdict">{verdict}</p>
      {followUp && (
        <button
          type="button"
          data-testid="follow-up"
          data-needs="write"
          disabled={busy}
          onClick={() => void start()}
        >
          Start structured noise
        </button>
      )}
      {error !== null && (
        <p role="alert" class="bad">
          {error}
        </p>
      )}
    </div>
  );
}
