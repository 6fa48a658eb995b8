interface Props<Value extends string> {
  name: string;
  legend: string;
  value: Value;
  options: { value: Value; label: string; hint: string }[];
  error?: string | undefined;
  onChange: (value: Value) => void;
}

/** Radio buttons, each with a hint. */
export function Choice<Value extends string>({
  name,
  legend,
  value,
  options,
  error,
  onChange,
}: Props<Value>) {
  return (
    <fieldset
      class="choice"
      id={name}
      tabIndex={-1}
      aria-describedby={error ? `${name}-error` : undefined}
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
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              <small>{option.hint}</small>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p class="error" id={`${name}-error`} data-testid="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
