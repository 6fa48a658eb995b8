import { parseJson, writeJson } from '../api/json';
import type { JsonSchema } from '../api/types';

/** Converts text to a JSON value that a schema allows. Invalid text stays text, so that the server rejects it. */
export function typed(text: string, schema: JsonSchema): unknown {
  const plain = text.trim();
  if (schema.type === 'boolean') return plain === 'true';
  if (schema.type !== 'string' && /^[[{]/.test(plain)) return structure(plain);
  if (schema.type === 'array') {
    const items = plain.split(',').map((item) => item.trim());
    return items
      .filter((item) => item !== '')
      .map((item) => (schema.items?.type === 'string' ? item : parseNumber(item)));
  }
  return allowsNumber(schema) ? parseNumber(plain) : plain;
}

/** Converts a JSON value to the text that `typed` converts back. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object') return String(value);
  const isPlain =
    Array.isArray(value) && value.every((item) => typeof item === 'string' && !/[,[{]/.test(item));
  return isPlain ? value.join(', ') : writeJson(value);
}

/** A number with separators of thousands. A decimal comma, as in 0,010, is no such separator. */
const grouped = /^[+-]?[1-9]\d{0,2}([\s,_]\d{3})+(\.\d+)?$/;

/** Parses a number without rounding integers. Returns invalid text unchanged, so that the server rejects it. */
export function parseNumber(text: string): number | bigint | string {
  const trimmed = text.trim();
  const plain = grouped.test(trimmed) ? trimmed.replaceAll(/[\s,_]/g, '') : trimmed;
  const value = Number(plain);
  if (plain === '' || !Number.isFinite(value)) return trimmed;
  return /^[+-]?\d+$/.test(plain) && !Number.isSafeInteger(value) ? BigInt(plain) : value;
}

/** Whether text is typed as a number if it is one. */
export function allowsNumber({ type, anyOf = [] }: JsonSchema): boolean {
  return type === 'number' || type === 'integer' || anyOf.some(allowsNumber);
}

/** Parses JSON, or JSON with keys as in a study file: { from = 0, to = 1 }. */
function structure(text: string): unknown {
  for (const json of [text, text.replaceAll(/([{,]\s*)([a-z][\w-]*)\s*[:=]/g, '$1"$2":')]) {
    try {
      return parseJson(json);
    } catch {
      continue;
    }
  }
  return text;
}
