import { expect, it } from 'vitest';
import { parseNumber, textOf, typed } from './typed';

const gamma = { anyOf: [{ type: 'number' }, { type: 'array' }, { type: 'object' }] };
const names = { type: 'array', items: { type: 'string' } };
const classes = { anyOf: [{ type: 'integer' }, names] };
const weight = { anyOf: [{ anyOf: [{ type: 'number' }, { type: 'array' }] }, { type: 'object' }] };

it.each([
  [' .3 ', gamma, 0.3],
  ['[0.1, 0.2]', gamma, [0.1, 0.2]],
  ['{"from": 0, "to": 1}', gamma, { from: 0, to: 1 }],
  ['{ from = 0, to = 1 }', gamma, { from: 0, to: 1 }],
  ['[0.1', gamma, '[0.1'],
  ['0,9', gamma, '0,9'],
  ['0,2, 0,4', gamma, '0,2, 0,4'],
  ['0.2, 0.4', gamma, [0.2, 0.4]],
  ['0.2,0.4', weight, [0.2, 0.4]],
  ['cat, dog', classes, ['cat', 'dog']],
  ['cat,dog', classes, ['cat', 'dog']],
  ['1,7', classes, ['1', '7']],
  ['10', classes, 10],
  ['1,000', classes, 1000],
  ['cat', classes, 'cat'],
  ['many', { type: 'integer' }, 'many'],
  ['9223372036854775807', { type: 'integer' }, 9223372036854775807n],
  ['1, 7,', names, ['1', '7']],
  ['["a, b", "c"]', names, ['a, b', 'c']],
  ['1, 28, 28', { type: 'array' }, [1, 28, 28]],
  ['0-9, 12', {}, '0-9, 12'],
  ['[0,9]', {}, [0, 9]],
  ['false', { type: 'boolean' }, false],
  ['[draft] 7', { type: 'string' }, '[draft] 7'],
])('%j becomes a value', (text, schema, value) => {
  expect(typed(text, schema)).toEqual(value);
});

it.each([
  [0.5, { type: 'number' }, '0.5'],
  [true, { type: 'boolean' }, 'true'],
  [9223372036854775807n, { type: 'integer' }, '9223372036854775807'],
  [['1', '7'], names, '1, 7'],
  [['a, b'], names, '["a, b"]'],
  [['cat', 'dog'], classes, 'cat, dog'],
  [['cat'], classes, '["cat"]'],
  [['10'], classes, '["10"]'],
  [['a', 'b'], {}, '["a","b"]'],
  [[0, 9], {}, '[0,9]'],
  [{ from: 0 }, gamma, '{"from":0}'],
])('%s becomes text, and the same value again', (value, schema, text) => {
  expect(textOf(value, schema)).toBe(text);
  expect(typed(text, schema)).toEqual(value);
});

it('accepts thousands separators', () => {
  expect([parseNumber('2,500 000'), parseNumber(' 7 '), parseNumber('abc')]).toEqual([2_500_000, 7, 'abc']);
});

it('takes no decimal comma for a separator', () => {
  expect([parseNumber('0,010'), parseNumber('2500,000'), parseNumber('0.010')]).toEqual([
    '0,010',
    '2500,000',
    0.01,
  ]);
});
