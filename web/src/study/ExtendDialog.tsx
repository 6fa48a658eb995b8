import { useState } from 'preact/hooks';
import { typed } from '../form/draft';
import { TextField } from '../form/TextField';
import { whole } from '../format/number';
import { FormDialog } from '../ui/FormDialog';

interface Props {
  /** Trials that the study may show now. */
  allowed: number;
  onExtend: (maxTrials: number) => void;
  onCancel: () => void;
}

/** Asks to how many trials a study goes on. */
export function ExtendDialog({ allowed, onExtend, onCancel }: Props) {
  const [text, setText] = useState(String(2 * allowed));
  const [wrong, setWrong] = useState(false);
  const submit = () => {
    const maxTrials = typed(text);
    if (typeof maxTrials === 'number' && Number.isInteger(maxTrials) && maxTrials > allowed) {
      onExtend(maxTrials);
    } else {
      setWrong(true);
    }
  };
  return (
    <FormDialog title="Go on to more trials" action="Go on" onSubmit={submit} onCancel={onCancel}>
      <TextField
        id="max-trials"
        label="Trials in all"
        value={text}
        hint={`It may show ${whole(allowed)} now`}
        error={wrong ? `a whole number over ${whole(allowed)}` : undefined}
        numeric
        onChange={(value) => {
          setText(value);
          setWrong(false);
        }}
      />
    </FormDialog>
  );
}
