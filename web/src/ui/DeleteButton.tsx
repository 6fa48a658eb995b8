import { useState } from 'preact/hooks';
import { useAttempt } from '../api/useAttempt';
import { announce } from './announcer';
import { Alert } from './Alert';
import { Dialog } from './Dialog';

interface Props {
  /** What is deleted, such as "analysis". */
  thing: string;
  text: string;
  action: string;
  /** Address of the page after it. */
  next: string;
  onDelete: () => Promise<void>;
}

/** A button that deletes the item of a page after confirmation. */
export function DeleteButton({ thing, text, action, next, onDelete }: Props) {
  const { error, attempt } = useAttempt();
  const [confirming, setConfirming] = useState(false);
  const remove = () => {
    setConfirming(false);
    void attempt(async () => {
      await onDelete();
      announce(`The ${thing} was deleted`);
      location.hash = next;
    });
  };
  return (
    <>
      <button
        type="button"
        class="danger"
        data-testid="delete"
        data-needs="admin"
        onClick={() => setConfirming(true)}
      >
        Delete…
      </button>
      <Alert error={error} />
      {confirming && (
        <Dialog
          danger
          title={`Delete this ${thing}?`}
          text={text}
          action={action}
          onSubmit={remove}
          onCancel={() => setConfirming(false)}
        />
      )}
    </>
  );
}
