import { expect, it } from 'vitest';
import { parseJson, writeJson } from './json';

it('integers beyond the precision of a double survive a round trip', () => {
  const text =
    '{"study":{"seed":9223372036854775807,"name":"9223372036854775807","list":[-9007199254740993,0.5]}}';
  const { study } = parseJson(text) as { study: Record<string, unknown> };
  expect(study.seed).toBe(9223372036854775807n);
  expect(study.name).toBe('9223372036854775807');
  expect(writeJson({ study })).toBe(text);
});

it('digits in strings and fractions are not changed', () => {
  const text =
    '{"a\\"12345678901234567890":"\\\\","b":" 12345678901234567890, \\"","c":0.12345678901234567,"d":1e20}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
  const long = text.replace('{', '{"seed": 12345678901234567890 , ');
  expect(parseJson(long)).toEqual({ ...JSON.parse(text), seed: 12345678901234567890n });
});

it('invalid JSON is rejected', () => {
  expect(() => parseJson('{"seed": 12345678901234567890x}')).toThrow(SyntaxError);
  expect(() => parseJson('')).toThrow(SyntaxError);
});

it('other values are written like JSON.stringify', () => {
  const value = { a: null, 'b"': 'x\n', c: [true, { d: 1e21 }], e: {}, f: undefined };
  expect(writeJson(value)).toBe(JSON.stringify(value));
});
