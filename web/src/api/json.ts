/** Matches strings (so that digits in them are skipped) and numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Digits that do not follow a decimal point; fractions often have as many. */
const MAY_HAVE_LONG = /(?<![\d.])\d{16}/;
const WHOLE = /^-?\d+$/;
/** Prefix of a number that is written as a string; a private-use character. */
const MARK = '\uE000';
const MARKED = /^\uE000-?\d+$/;

/**
 * Parses JSON. Integers that a double cannot represent exactly (64-bit seeds) become `bigint`, since a rounded
 * seed identifies a different study.
 */
export function parseJson(source: string): unknown {
  if (!MAY_HAVE_LONG.test(source)) return JSON.parse(source);
  const marked = source.replace(TOKEN, (token) =>
    WHOLE.test(token) && !Number.isSafeInteger(Number(token)) ? `"${MARK}${token}"` : token,
  );
  if (marked.length === source.length) return JSON.parse(source);
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && MARKED.test(value) ? BigInt(value.slice(1)) : value,
  );
}

/** Writes JSON; a `bigint` becomes a number. */
export function writeJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`)
    .join(',')}}`;
}
