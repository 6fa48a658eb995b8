import type { Parameter } from '../api/types';
import { SelectField, type Option } from '../form/SelectField';
import { TextField } from '../form/TextField';
import { label } from './arguments';
import { including } from './options';

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
    <SelectField
      id={id}
      label={label(name)}
      hint={description}
      options={[
        ...(hasBlank ? [{ value: '', label: required ? 'Select…' : 'None' }] : []),
        ...including(options, value),
      ]}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

/** The element id of a parameter; the prefix prevents collisions. */
export function fieldId(parameter: string): string {
  return `argument-${parameter}`;
}
