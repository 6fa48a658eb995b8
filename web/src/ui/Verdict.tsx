import { createStudy } from '../api/client';
import type { Study } from '../api/types';
import { useAttempt } from '../api/useAttempt';
import { REFERENCE_RELIABILITY } from '../format/words';
import { studyHash } from '../route/route';
import { Alert } from './Alert';
import './verdict.css';

/** What a study has found, the target if it is not the usual one, and a button that starts the study that would find more. */
export function Verdict({ study: { verdict, followUp, stop } }: { study: Study }) {
  const { busy, error, attempt } = useAttempt();
  if (!verdict) return null;
  const start = () =>
    attempt(async () => {
      location.hash = studyHash((await createStudy(followUp!)).id);
    });
  return (
    <div class="verdict">
      <p data-testid="verdict">{verdict}</p>
      {stop.reliability !== null && stop.reliability !== REFERENCE_RELIABILITY && (
        <p class="muted">Reliable here: {stop.reliability} or more.</p>
      )}
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
      <Alert error={error} />
    </div>
  );
}
