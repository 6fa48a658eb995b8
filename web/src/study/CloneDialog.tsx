import { useState } from 'preact/hooks';
import { randomSeed } from '../form/draft';
import { parseNumber } from '../form/typed';
import { TextField } from '../form/TextField';
import { FormDialog } from '../ui/FormDialog';

interface Props {
  /** Name of the original study. */
  name: string;
  onClone: (seed: number | bigint, name: string) => void;
  onCancel: () => void;
}

/** The dialog for the seed and the name of a clone. */
export function CloneDialog({ name, onClone, onCancel }: Props) {
  const [newName, setNewName] = useState(name);
  const [text, setText] = useState(randomSeed);
  const [isInvalid, setInvalid] = useState(false);
  const submit = () => {
    const seed = parseNumber(text);
    if (typeof seed === 'bigint' || Number.isInteger(seed)) onClone(seed as number | bigint, newName.trim());
    else setInvalid(true);
  };
  return (
    <FormDialog title="Clone this study" action="Start" onSubmit={submit} onCancel={onCancel}>
      <TextField
        id="clone-name"
        label="Name"
        value={newName}
        hint="Blank = same name"
        onChange={setNewName}
      />
      <TextField
        id="clone-seed"
        label="Seed"
        value={text}
        hint="The same seed gives the same maps"
        error={isInvalid ? 'must be a whole number' : undefined}
        numeric
        onChange={(value) => {
          setText(value);
          setInvalid(false);
        }}
      />
    </FormDialog>
  );
}
