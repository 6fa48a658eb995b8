import { useState } from 'preact/hooks';
import { anySeed, typed } from '../form/draft';
import { TextField } from '../form/TextField';
import { FormDialog } from '../ui/FormDialog';

interface Props {
  /** That of the study. */
  name: string;
  onClone: (seed: number | bigint, name: string) => void;
  onCancel: () => void;
}

/** Asks for the seed and the name of a study of the same specification. */
export function CloneDialog({ name, onClone, onCancel }: Props) {
  const [called, setCalled] = useState(name);
  const [text, setText] = useState(anySeed);
  const [wrong, setWrong] = useState(false);
  const submit = () => {
    const seed = typed(text);
    if (typeof seed === 'bigint' || Number.isInteger(seed)) onClone(seed as number | bigint, called.trim());
    else setWrong(true);
  };
  return (
    <FormDialog title="A study like this one" action="Start it" onSubmit={submit} onCancel={onCancel}>
      <TextField
        id="clone-name"
        label="Name"
        value={called}
        hint="Empty: that of this study"
        onChange={setCalled}
      />
      <TextField
        id="clone-seed"
        label="Seed"
        value={text}
        hint="That of this study would give the same maps"
        error={wrong ? 'a whole number' : undefined}
        numeric
        onChange={(value) => {
          setText(value);
          setWrong(false);
        }}
      />
    </FormDialog>
  );
}
