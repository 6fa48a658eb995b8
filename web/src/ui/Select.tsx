interface Props {
  id: string;
  label: string;
  value: string;
  /** Texts of the values. */
  options: Record<string, string>;
  onChange: (value: string) => void;
}

/** A choice without a visible label. */
export function Select({ id, label, value, options, onChange }: Props) {
  return (
    <select
      data-testid={id}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {Object.entries(options).map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}
