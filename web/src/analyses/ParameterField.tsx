import type { Parameter } from '../api/types';
import { Field } from '../form/Field';
import { TextField } from '../form/TextField';
import { label } from './arguments';
import { including, type Option } from './options';

interface Props {
  parameter: Parameter;
  value: string;
  /** What it may be; null if it is typed. */
  options: Option[] | null;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** An input for what an analysis takes, by its kind. */
export function ParameterField({ parameter, value, options, error, onChange }: Props) {
  const { name, kind, required, standard, description } = parameter;
  const id = fieldId(name);
  if (options === null) {
    return (
      <TextField
        id={id}
        label={label(name)}
        hint={description}
        value={value}
        error={error}
        numeric={kind === 'number'}
        onChange={onChange}
      />
    );
  }
  const mayBeNothing = standard === null && (!required || value === '');
  return (
    <Field id={id} label={label(name)} hint={description} error={error}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {mayBeNothing && <option value="">{required ? 'Choose one' : 'None'}</option>}
          {including(options, value).map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The element's id: names of parameters are words that others may use for theirs. */
export function fieldId(parameter: string): string {
  return `argument-${parameter}`;
}
