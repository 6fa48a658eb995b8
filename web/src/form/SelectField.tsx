import { Field } from './Field';

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

interface Props {
  id: string;
  label: string;
  options: Option[];
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  onChange: (value: string) => void;
}

/** A choice of one value from a list. */
export function SelectField({ id, label, options, value, hint, error, onChange }: Props) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
