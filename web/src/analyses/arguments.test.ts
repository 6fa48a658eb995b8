import { expect, it } from 'vitest';
import type { AnalysisKind, Parameter } from '../api/types';
import { argumentsOf, fieldOf, firstKind, carriedOver, label, valuesFor } from './arguments';

function parameter(name: string, more: Partial<Parameter> = {}): Parameter {
  return {
    name,
    kind: 'text',
    placeholder: 'X',
    standard: null,
    required: false,
    description: 'D.',
    choices: [],
    ...more,
  };
}

const attack: AnalysisKind = {
  name: 'attack',
  question: 'Q?',
  parameters: [
    parameter('observer', { kind: 'observer', required: true }),
    parameter('gammas', { kind: 'numbers', standard: '0,1' }),
    parameter('note'),
    parameter('study', { kind: 'study' }),
  ],
};
const difference: AnalysisKind = {
  name: 'difference',
  question: 'Q?',
  parameters: [
    parameter('first', { kind: 'study', required: true }),
    parameter('second', { kind: 'study', required: true }),
  ],
};

const options = (of: Parameter, before: Record<string, string>) =>
  of.kind === 'observer'
    ? ['mnist-cnn', 'other']
    : ['newest', 'older'].filter((each) => !Object.values(before).includes(each));

it('a given study selects an analysis that requires a study', () => {
  expect(firstKind([attack, difference], null, { study: 'a' })).toBe(difference);
  expect(firstKind([attack, difference], 'attack', { study: 'a' })).toBe(attack);
  expect(firstKind([attack, difference], null, {})).toBe(attack);
  expect(firstKind([attack], 'unheard-of', { study: 'a' })).toBe(attack);
  expect(firstKind([], null, {})).toBeUndefined();
});

it('initial values are given values, defaults, and first options of required parameters', () => {
  expect(valuesFor(attack, {}, options)).toEqual({
    observer: 'mnist-cnn',
    gammas: '0,1',
    note: '',
    study: '',
  });
  expect(valuesFor(attack, { gammas: '0.5', note: 'n', other: 'x' }, options)).toEqual({
    observer: 'mnist-cnn',
    gammas: '0.5',
    note: 'n',
    study: '',
  });
  expect(valuesFor(attack, { study: 'a' }, options).study).toBe('a');
  expect(valuesFor(difference, { study: 'a' }, options)).toEqual({ first: 'a', second: 'newest' });
  expect(valuesFor(difference, { study: 'a', first: 'b' }, options)).toEqual({
    first: 'b',
    second: 'newest',
  });
  expect(valuesFor(difference, { study: 'newest' }, options)).toEqual({ first: 'newest', second: 'older' });
  expect(valuesFor(difference, {}, () => [])).toEqual({ first: '', second: '' });
});

it('observers and studies carry over to another analysis, numbers do not', () => {
  expect(carriedOver(attack, { observer: 'other', gammas: '0.5', note: 'n' })).toEqual({ observer: 'other' });
  expect(carriedOver(difference, { first: 'a', second: '' })).toEqual({ first: 'a' });
});

it('blank values are omitted', () => {
  expect(argumentsOf(attack, { observer: ' mnist-cnn ', gammas: '  ', alien: 'x' })).toEqual({
    observer: 'mnist-cnn',
  });
});

it('field names of the server map to fields of the form', () => {
  expect(fieldOf(attack, 'arguments.gammas')).toBe('gammas');
  expect(fieldOf(attack, 'analysis')).toBe('analysis');
  expect(fieldOf(attack, 'arguments.other')).toBeNull();
  expect(fieldOf(attack, 'gammas')).toBeNull();
  expect(fieldOf(attack, undefined)).toBeNull();
});

it('names become labels', () => {
  expect(label('loss-gradient')).toBe('Loss gradient');
  expect(label('templateMetric')).toBe('Template metric');
});
