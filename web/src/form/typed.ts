import { parseJson, writeJson } from '../api/json';
import type { JsonSchema } from '../api/types';

/** Converts text to a JSON value that a schema allows. Invalid text stays text, so that the server rejects it. */
export function typed(text: string, schema: JsonSchema): unknown {
  const plain = text.trim();
  if (schema.type === 'boolean') return plain === 'true';
  if (schema.type !== 'string' && /^[[{]/.test(plain)) return structure(plain);
  const single = allowsNumber(schema) ? parseNumber(plain) : plain;
  const list = typeof single === 'string' ? listOf(schema) : undefined;
  if (list === undefined) return single;
  const ofTexts = list.items?.type === 'string';
  const isList = plain.includes(',') && (ofTexts || !decimalComma.test(plain));
  if (list !== schema && !isList) return single;
  const items = plain.split(',').map((item) => item.trim());
  return items.filter((item) => item !== '').map((item) => (ofTexts ? item : parseNumber(item)));
}

/** Converts a JSON value to the text that `typed` converts back: lists of texts with commas, if a schema allows it. */
export function textOf(value: unknown, schema: JsonSchema): string {
  if (typeof value !== 'object') return String(value);
  const json = writeJson(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return json;
  const plain = value.join(', ');
  return writeJson(typed(plain, schema)) === json ? plain : json;
}

/** The schema of the lists that a schema allows. */
function listOf(schema: JsonSchema): JsonSchema | undefined {
  if (schema.type === 'array') return schema;
  return schema.anyOf?.map(listOf).find((list) => list !== undefined);
}

/** A number with a decimal comma, among others or alone: 0,9. Without spaces it could also be a list. */
const decimalComma = /(^|\s)[+-]?\d*,\d+,?(\s|$)/;

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
