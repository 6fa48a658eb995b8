import { useState } from 'preact/hooks';
import { deleteStudy, stopStudy } from '../api/client';
import { errorText } from '../api/problem';
import type { StudyRow } from '../api/types';
import { canDelete, canStop } from '../format/words';
import { compareHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Dialog } from '../ui/Dialog';

interface Props {
  studies: StudyRow[];
  /** Called after studies have changed. */
  onChange: () => void;
  onClear: () => void;
}

/** The actions on the selected studies. Each applies to those whose state allows it. */
export function SelectedStudies({ studies, onChange, onClear }: Props) {
  const [errors, setErrors] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState<StudyRow[] | null>(null);
  const active = studies.filter(canStop);
  const deletable = studies.filter(({ state }) => canDelete(state));
  const each = async (chosen: StudyRow[], done: string, act: (id: string) => Promise<unknown>) => {
    setConfirming(null);
    setBusy(true);
    const failed: string[] = [];
    for (const { id, name } of chosen) {
      try {
        await act(id);
      } catch (error) {
        failed.push(`${name || id}: ${errorText(error)}`);
      }
    }
    setErrors(failed);
    setBusy(false);
    announce(`${chosen.length - failed.length} of ${chosen.length} studies ${done}`);
    onChange();
  };
  return (
    <div
      class="selected-studies"
      role="group"
      aria-label="Actions on selected studies"
      data-testid="selection"
    >
      <span>{studies.length} selected</span>
      {studies.length > 1 && (
        <a class="button" href={compareHash(studies.map(({ id }) => id))} data-testid="compare">
          Compare {studies.length}
        </a>
      )}
      <button
        type="button"
        data-testid="stop-selected"
        data-needs="write"
        disabled={busy || active.length === 0}
        onClick={() => void each(active, 'stopped', stopStudy)}
      >
        Stop {active.length}
      </button>
      <button
        type="button"
        class="danger"
        data-testid="delete-selected"
        data-needs="write"
        disabled={busy || deletable.length === 0}
        onClick={() => setConfirming(deletable)}
      >
        Delete {deletable.length}…
      </button>
      <button type="button" onClick={onClear}>
        Clear selection
      </button>
      {errors.map((error) => (
        <p key={error} role="alert" class="bad">
          {error}
        </p>
      ))}
      {confirming !== null && (
        <Dialog
          danger
          title={`Delete ${confirming.length} ${confirming.length === 1 ? 'study' : 'studies'}?`}
          text={`${confirming.map(({ id, name }) => name || id).join(', ')}: all results, maps and histories are removed from the server. This cannot be undone.`}
          action="Delete studies and results"
          onSubmit={() => void each(confirming, 'deleted', deleteStudy)}
          onCancel={() => setConfirming(null)}
        />
      )}
    </div>
  );
}
