import type { ComponentChildren } from 'preact';
import { Field } from './Field';

interface Props {
  id: string;
  label: string;
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  numeric?: boolean;
  onChange: (value: string) => void;
  /** A button beside the input. */
  children?: ComponentChildren;
}

export function TextField({ id, label, value, hint, error, numeric = false, onChange, children }: Props) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(described) => {
        const input = (
          <input
            {...described}
            type="text"
            autocomplete="off"
            inputMode={numeric ? 'decimal' : undefined}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        );
        if (!children) return input;
        return (
          <div class="with-button">
            {input}
            {children}
          </div>
        );
      }}
    </Field>
  );
}
