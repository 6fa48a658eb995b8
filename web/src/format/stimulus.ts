/** Describes the `stimulus` of a specification: its kind, then its other keys with their values. */
export function stimulusText(stimulus: unknown): string {
  if (typeof stimulus !== 'object' || stimulus === null) return '–';
  const { kind, ...others } = stimulus as Record<string, unknown>;
  return [...(kind === undefined ? [] : [text(kind)]), ...pairs(others)].join(', ');
}

function pairs(keys: object): string[] {
  return Object.entries(keys).map(([key, value]) => `${key} ${text(value)}`);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  return typeof value === 'object' && value !== null ? `(${pairs(value).join(', ')})` : String(value);
}
