import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './dialog.css';

interface Props {
  title: string;
  text?: string;
  action: string;
  /** Whether the action cannot be undone. */
  danger?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  /** The fields. */
  children?: ComponentChildren;
}

/** A dialog that confirms an action, with its fields. It keeps focus and closes on Escape. */
export function Dialog({ title, text, action, danger, onSubmit, onCancel, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirm-dialog" aria-labelledby="dialog-title" onClose={onCancel}>
      <h2 id="dialog-title">{title}</h2>
      {text && <p>{text}</p>}
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
          <button type="submit" class={danger ? 'danger' : undefined} data-testid="confirm">
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
