import type { Parameter } from '../api/types';
import { Field } from '../form/Field';
import { TextField } from '../form/TextField';
import { label } from './arguments';
import { including, type Option } from './options';

interface Props {
  parameter: Parameter;
  value: string;
  /** Valid values; null for a text field. */
  options: Option[] | null;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** The input of a parameter, by its kind. */
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
  const hasBlank = standard === null && (!required || value === '');
  return (
    <Field id={id} label={label(name)} hint={description} error={error}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {hasBlank && <option value="">{required ? 'Select…' : 'None'}</option>}
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

/** The element id of a parameter; the prefix prevents collisions. */
export function fieldId(parameter: string): string {
  return `argument-${parameter}`;
}
