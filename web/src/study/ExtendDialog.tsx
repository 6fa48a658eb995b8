import { useState } from 'preact/hooks';
import { parseNumber } from '../form/typed';
import { TextField } from '../form/TextField';
import { whole } from '../format/number';
import { FormDialog } from '../ui/FormDialog';

interface Props {
  /** The current maximum number of trials. */
  allowed: number;
  onExtend: (maxTrials: number) => void;
  onCancel: () => void;
}

/** The dialog for a larger maximum number of trials. */
export function ExtendDialog({ allowed, onExtend, onCancel }: Props) {
  const [text, setText] = useState(String(2 * allowed));
  const [isInvalid, setInvalid] = useState(false);
  const submit = () => {
    const maxTrials = parseNumber(text);
    if (typeof maxTrials === 'number' && Number.isInteger(maxTrials) && maxTrials > allowed) {
      onExtend(maxTrials);
    } else {
      setInvalid(true);
    }
  };
  return (
    <FormDialog title="Extend this study" action="Extend" onSubmit={submit} onCancel={onCancel}>
      <TextField
        id="max-trials"
        label="Maximum trials"
        value={text}
        hint={`Now ${whole(allowed)}`}
        error={isInvalid ? `must be a whole number above ${whole(allowed)}` : undefined}
        numeric
        onChange={(value) => {
          setText(value);
          setInvalid(false);
        }}
      />
    </FormDialog>
  );
}
