import { useEffect, useRef, useState } from 'preact/hooks';
import { TextField } from '../form/TextField';
import { whole } from '../format/number';
import '../ui/confirm-dialog.css';

interface Props {
  /** Trials that the study may show now. */
  shown: number;
  onExtend: (maxTrials: number) => void;
  onCancel: () => void;
}

/** Asks to how many trials a study goes on. */
export function ExtendDialog({ shown, onExtend, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(String(2 * shown));
  const [wrong, setWrong] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const maxTrials = Number(text);
    if (Number.isSafeInteger(maxTrials) && maxTrials > shown) onExtend(maxTrials);
    else setWrong(true);
  };
  return (
    <dialog ref={dialog} class="confirm-dialog" aria-labelledby="extend-title" onClose={onCancel}>
      <h2 id="extend-title">Go on to more trials</h2>
      <form onSubmit={submit}>
        <TextField
          id="max-trials"
          label="Trials in all"
          value={text}
          hint={`${whole(shown)} by now`}
          error={wrong ? `a whole number over ${whole(shown)}` : undefined}
          numeric
          onChange={(value) => {
            setText(value);
            setWrong(false);
          }}
        />
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
          <button type="submit" data-testid="confirm">
            Go on
          </button>
        </div>
      </form>
    </dialog>
  );
}
