import { useState } from 'preact/hooks';
import { deleteStudy, stopStudy } from '../api/client';
import { sentence } from '../api/problem';
import type { Study, StudyState } from '../api/types';
import { hasEnded } from '../format/words';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import './actions.css';

interface Props {
  study: Study;
  onStudy: (study: Study) => void;
}

/** Stop, and Delete once the study has ended. */
export function Actions({ study, onStudy }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await action();
    } catch (error) {
      setTrouble(sentence(error));
    }
    setBusy(false);
  };
  const stop = () => attempt(async () => onStudy(await stopStudy(study.id)));
  const remove = () =>
    attempt(async () => {
      setAsking(false);
      await deleteStudy(study.id);
      location.hash = '#/';
    });
  return (
    <div class="actions">
      <div class="buttons">
        {hasEnded(study.state) && (
          <button
            type="button"
            class="danger"
            data-testid="delete"
            disabled={busy}
            onClick={() => setAsking(true)}
          >
            Delete…
          </button>
        )}
        <button
          type="button"
          data-testid="stop"
          title="Ends the study now and keeps its results; it cannot be continued"
          disabled={busy || !canStop(study.state)}
          onClick={() => void stop()}
        >
          {study.state === 'stopping' ? 'Stopping…' : 'Stop and keep results'}
        </button>
      </div>
      {trouble !== null && (
        <p role="alert" class="bad">
          {trouble}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title="Delete this study?"
          text={`“${study.name}” and all its results, maps and history are removed from the server. This cannot be undone.`}
          action="Delete study and results"
          onConfirm={() => void remove()}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function canStop(state: StudyState): boolean {
  return state === 'running' || state === 'paused' || state === 'submitted';
}
