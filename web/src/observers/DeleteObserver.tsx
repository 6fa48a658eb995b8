import { useState } from 'preact/hooks';
import { deleteObserver } from '../api/client';
import { errorText } from '../api/problem';
import { announce } from '../ui/announcer';
import { ConfirmDialog } from '../ui/ConfirmDialog';

/** Deletes an observer from the observers folder after confirmation. */
export function DeleteObserver({ name }: { name: string }) {
  const [error, setError] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const remove = async () => {
    setConfirming(false);
    try {
      await deleteObserver(name);
      announce(`Observer ${name} was deleted`);
      location.hash = '#/observers';
    } catch (error) {
      setError(errorText(error));
    }
  };
  return (
    <div>
      <button
        type="button"
        class="danger"
        data-testid="delete"
        data-needs="admin"
        onClick={() => setConfirming(true)}
      >
        Delete…
      </button>
      {error !== null && (
        <p role="alert" class="bad">
          {error}
        </p>
      )}
      {confirming && (
        <ConfirmDialog
          title="Delete this observer?"
          text={`“${name}” and its card are removed from the observers folder. Studies that have loaded it continue. This cannot be undone.`}
          action="Delete network and card"
          onConfirm={() => void remove()}
          onCancel={() => setConfirming(false)}
        />
      )}
    </div>
  );
}
