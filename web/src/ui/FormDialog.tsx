import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './confirm-dialog.css';

interface Props {
  title: string;
  action: string;
  onSubmit: () => void;
  onCancel: () => void;
  /** The fields. */
  children: ComponentChildren;
}

/** A dialog with the fields of an action. It keeps focus and closes on Escape. */
export function FormDialog({ title, action, onSubmit, onCancel, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirm-dialog" aria-labelledby="dialog-title" onClose={onCancel}>
      <h2 id="dialog-title">{title}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" data-testid="confirm">
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
