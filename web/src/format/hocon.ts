import { writeJson } from '../api/json';

/** Writes a specification as HOCON for a study file: unquoted keys, `=`, one entry per line. */
export function hocon(object: Record<string, unknown>, indent = ''): string {
  return Object.entries(object)
    .map(([key, value]) => `${indent}${bare(key)}${entry(value, indent)}\n`)
    .join('');
}

function entry(value: unknown, indent: string): string {
  if (!isObject(value)) return ` = ${scalar(value)}`;
  if (Object.keys(value).length === 0) return ' {}';
  return isFlat(value) && oneLine(value).length <= 72 - indent.length
    ? ` ${oneLine(value)}`
    : ` {\n${hocon(value, `${indent}  `)}${indent}}`;
}

function oneLine(object: Record<string, unknown>): string {
  return `{ ${Object.entries(object)
    .map(([key, value]) => `${bare(key)} = ${scalar(value)}`)
    .join(', ')} }`;
}

function scalar(value: unknown): string {
  if (typeof value === 'string' && /^[a-z][a-z-]*$/.test(value) && !reserved.has(value)) return value;
  if (Array.isArray(value))
    return `[${value.map((item) => (isObject(item) ? oneLine(item) : scalar(item))).join(', ')}]`;
  return writeJson(value);
}

function bare(key: string): string {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(key) ? key : JSON.stringify(key);
}

function isFlat(object: Record<string, unknown>): boolean {
  return Object.values(object).every((value) => !isObject(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Unquoted words that HOCON does not read as strings. */
const reserved = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'include']);
