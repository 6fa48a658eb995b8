interface Props<Value extends string> {
  name: string;
  legend: string;
  value: Value;
  options: { value: Value; label: string; hint: string }[];
  /** Text below the options. */
  note?: string | undefined;
  /** Whether an option is unavailable. */
  disabled?: (value: Value) => boolean;
  error?: string | undefined;
  onChange: (value: Value) => void;
}

/** Radio buttons, each with a hint. */
export function Choice<Value extends string>({
  name,
  legend,
  value,
  options,
  note,
  disabled,
  error,
  onChange,
}: Props<Value>) {
  return (
    <fieldset
      class="choice"
      id={name}
      tabIndex={-1}
      aria-describedby={
        [note && `${name}-note`, error && `${name}-error`].filter(Boolean).join(' ') || undefined
      }
      aria-invalid={error ? true : undefined}
    >
      <legend>{legend}</legend>
      <div class="options">
        {options.map((option) => (
          <label key={option.value} class={option.value === value ? 'option chosen' : 'option'}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={disabled?.(option.value) ?? false}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              <small>{option.hint}</small>
            </span>
          </label>
        ))}
      </div>
      {note && (
        <p class="hint" id={`${name}-note`}>
          {note}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`} data-testid="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
