import { expect, it } from 'vitest';
import type { Observer, Parameter, StudyRow } from '../api/types';
import { including, optionsOf, presetsOf } from './NewAnalysis';

const observers = [
  { name: 'mnist-cnn', problem: null },
  { name: 'broken', problem: 'no card' },
] as Observer[];
const studies = [
  {
    id: 's2',
    name: 'long',
    state: 'running',
    observer: { name: 'mnist-cnn' },
    readout: 'label',
    created: '',
  },
  { id: 's1', name: '', state: 'finished', observer: { name: 'mnist-cnn' }, readout: 'logit', created: '' },
] as StudyRow[];
const choices = { kinds: [], observers, studies };

const parameter = (kind: Parameter['kind'], words: string[] = []) =>
  ({ name: 'p', kind, choices: words }) as unknown as Parameter;
const of = (kind: Parameter['kind'], words?: string[]) => optionsOf(parameter(kind, words), choices);

it('unusable observers and studies are disabled', () => {
  expect(presetsOf(parameter('observer'), choices, {})).toEqual(['mnist-cnn']);
  expect(presetsOf(parameter('study'), choices, {})).toEqual(['s1']);
  expect(of('study')!.map((option) => option.label)).toEqual(['long (running)', 's1 (mnist-cnn, logit, –)']);
});

it('parameters with choices have options, others do not', () => {
  expect(presetsOf(parameter('images', ['mnist', 'cifar-10']), choices, {})).toEqual(['mnist', 'cifar-10']);
  expect(of('text', ['dot', 'cosine'])).toHaveLength(2);
  expect(of('text')).toBeNull();
  expect(of('numbers')).toBeNull();
});

it('a second study is another one with maps of the same shape', () => {
  const finished = [28, 32, 28].map((side, i) => ({
    ...studies[1]!,
    id: `s${5 - i}`,
    shape: [1, side, side],
  }));
  const among = { ...choices, studies: finished };
  const second = (first: string) => presetsOf(parameter('study'), among, { study: first });
  expect(['s5', 's3', 's4', 'old'].map(second)).toEqual([['s3'], ['s5'], [], ['s5', 's4', 's3']]);
});

it('a given value is offered even if the server does not list it', () => {
  expect(including(of('study')!, 'old').map((option) => option.value)).toEqual(['s2', 's1', 'old']);
  expect(including(of('study')!, 's1')).toHaveLength(2);
  expect(including(of('study')!, '')).toHaveLength(2);
});
