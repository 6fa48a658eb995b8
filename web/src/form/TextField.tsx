import { Field } from './Field';

interface Props {
  id: string;
  label: string;
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  numeric?: boolean;
  onChange: (value: string) => void;
}

export function TextField({ id, label, value, hint, error, numeric = false, onChange }: Props) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(described) => (
        <input
          {...described}
          type="text"
          autocomplete="off"
          inputMode={numeric ? 'decimal' : undefined}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
