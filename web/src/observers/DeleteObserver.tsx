import { useState } from 'preact/hooks';
import { deleteObserver } from '../api/client';
import { sentence } from '../api/problem';
import { announce } from '../ui/announcer';
import { ConfirmDialog } from '../ui/ConfirmDialog';

/** Takes an observer out of the folder, after asking. */
export function DeleteObserver({ name }: { name: string }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    setAsking(false);
    try {
      await deleteObserver(name);
      announce(`Observer ${name} was deleted`);
      location.hash = '#/observers';
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  return (
    <div>
      <button type="button" class="danger" data-testid="delete" onClick={() => setAsking(true)}>
        Delete…
      </button>
      {trouble !== null && (
        <p role="alert" class="bad">
          {trouble}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title="Delete this observer?"
          text={`“${name}” and its card are removed from the observers folder. Studies that have loaded it go on. This cannot be undone.`}
          action="Delete network and card"
          onConfirm={() => void remove()}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}
