import { useEffect, useRef } from 'preact/hooks';
import './confirm-dialog.css';

interface Props {
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Confirms an action that cannot be undone. The dialog keeps focus and closes on Escape. */
export function ConfirmDialog({ title, text, action, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirm-dialog" aria-labelledby="confirm-title" onClose={onCancel}>
      <h2 id="confirm-title">{title}</h2>
      <p>{text}</p>
      <div class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button type="button" class="danger" data-testid="confirm" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
