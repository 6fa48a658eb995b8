import type { GroupKey, JsonSchema, StudyKey, ValueKey } from '../api/types';

const number = { type: 'number' };
const names = { type: 'array', items: { type: 'string' } };

function value(name: string, schema: JsonSchema, more: Partial<ValueKey> = {}): ValueKey {
  const plain = { example: '', range: 'a text', words: [], standard: '', required: false, only: '' };
  return { is: 'Value', name, schema, ...plain, help: `Help of ${name}.`, ...more };
}

function group(name: string, keys: StudyKey[], more: Partial<GroupKey> = {}): StudyKey {
  const plain = { list: false, required: false, optional: false };
  return { is: 'Group', name, ...plain, help: `Help of ${name}.`, keys, ...more };
}

function choice(name: string, standard: string, options: Record<string, StudyKey[]>): StudyKey {
  const described = Object.entries(options).map(([word, keys]) => ({
    word,
    label: `Label of ${word}`,
    help: `help of ${word}`,
    keys,
  }));
  return { is: 'Variants', name, standard, help: `Help of ${name}.`, options: described };
}

function word(name: string, ...words: string[]): ValueKey {
  return value(name, { type: 'string' }, { words, standard: words[0]! });
}

const flag = { words: ['true', 'false'], standard: 'false' };
const law = choice('law', 'uniform', { uniform: [], gaussian: [value('mean', number), value('sd', number)] });

/** Keys of studies as the server declares them, with few kinds and keys. */
export const keys: StudyKey[] = [
  value('name', { type: 'string' }),
  value('seed', { type: 'integer' }, { range: 'a whole number', standard: '1' }),
  group('observer', [
    choice('', '', {
      model: [value('model', { type: 'string' }, { required: true })],
      file: [
        value('file', { type: 'string' }, { required: true }),
        value('input', { type: 'array' }, { only: 'observer.file' }),
      ],
      external: [
        group('external', [value('output', { type: 'string' }, { required: true, example: 'logits' })]),
      ],
    }),
    group('edits', [value('layer', { type: 'string' })], { list: true }),
  ]),
  group('stimulus', [
    choice('kind', 'white-noise', {
      'white-noise': [law],
      'signal-in-noise': [
        value('data', { type: 'string' }, { required: true, example: 'mnist' }),
        word('part', 'test', 'train'),
        value('classes', names, { standard: 'all' }),
        value(
          'gamma',
          { anyOf: [number, { type: 'array' }, { type: 'object' }] },
          { required: true, example: '0.4' },
        ),
        law,
      ],
    }),
    value('antithetic', { type: 'boolean' }, flag),
  ]),
  group('readout', [
    choice('kind', 'label', { label: [], logit: [], activation: [value('layer', { type: 'string' })] }),
  ]),
  word('estimator', 'average', 'gradient'),
  group('stop', [
    value('max-trials', { type: 'integer' }),
    value('reliability', number),
    value('time', { type: 'string' }),
    value('level', number, { standard: '0.05', only: 'precision' }),
  ]),
  value('block-size', { type: 'integer' }, { standard: 'chosen by Revcor' }),
  group('covariance', [value('level', number, { standard: '0.01' })], { optional: true }),
];
