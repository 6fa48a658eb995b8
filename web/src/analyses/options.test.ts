import { expect, it } from 'vitest';
import type { Observer, Parameter, StudyRow } from '../api/types';
import { including, optionsOf, usable } from './options';

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

function of(kind: Parameter['kind'], words: string[] = []) {
  const parameter = { name: 'p', kind, choices: words } as unknown as Parameter;
  return optionsOf(parameter, choices);
}

it('unusable observers and studies are disabled', () => {
  expect(usable(of('observer'))).toEqual(['mnist-cnn']);
  expect(usable(of('study'))).toEqual(['s1']);
  expect(of('study')!.map((option) => option.label)).toEqual(['long (running)', 's1 (mnist-cnn, logit, –)']);
});

it('parameters with choices have options, others do not', () => {
  expect(usable(of('images', ['mnist', 'cifar-10']))).toEqual(['mnist', 'cifar-10']);
  expect(of('text', ['dot', 'cosine'])).toHaveLength(2);
  expect(of('text')).toBeNull();
  expect(of('numbers')).toBeNull();
});

it('a given value is offered even if the server does not list it', () => {
  expect(including(of('study')!, 'old').map((option) => option.value)).toEqual(['s2', 's1', 'old']);
  expect(including(of('study')!, 's1')).toHaveLength(2);
  expect(including(of('study')!, '')).toHaveLength(2);
});
