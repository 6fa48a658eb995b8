import { describe, expect, it } from 'vitest';
import {
  DEFAULT_DRAFT,
  draftOf,
  fieldOf,
  observerKey,
  observerOf,
  PRESENT,
  specification,
  withObserver,
  withSuggestion,
  type Draft,
} from './draft';
import { keys } from './keys.fixture';

const draft = (more: Draft = {}): Draft => ({ ...withObserver(DEFAULT_DRAFT, 'model:mnist-cnn'), ...more });
const study = (more: Draft) => specification(draft(more), keys).study;

describe('a draft', () => {
  it('becomes a specification without blank keys', () => {
    expect(study({ name: ' digits ', 'stop.time': ' ', estimator: '' })).toEqual({
      name: 'digits',
      seed: 42,
      observer: { model: 'mnist-cnn' },
      stimulus: { kind: 'white-noise', law: 'uniform' },
      readout: { kind: 'label' },
      stop: { 'max-trials': 1_000_000, reliability: 0.95 },
    });
  });

  it('has lists of objects and sections of rarely used keys', () => {
    const { observer, covariance } = study({
      'observer.edits': '[{"layer": "code"}]',
      covariance: PRESENT,
      'covariance.level': '0.05',
    });
    expect(observer).toEqual({ model: 'mnist-cnn', edits: [{ layer: 'code' }] });
    expect(covariance).toEqual({ level: 0.05 });
  });

  it('refers to an observer file by its name', () => {
    const key = observerKey({ name: 'net', file: 'c:net.pt' });
    const withFile = withObserver(draft({ 'observer.input': '1, 28, 28' }), key);
    expect(observerOf(withFile)).toBe(key);
    expect(specification(withFile, keys).study.observer).toEqual({ file: 'c:net.pt', input: [1, 28, 28] });
    expect(observerKey({ name: 'net', file: null })).not.toBe(key);
  });

  it('sends a blank key if it decides the choice', () => {
    expect(study({ 'observer.option': 'file' }).observer).toEqual({ file: '' });
  });
});

it('a specification becomes a draft and the same specification again', () => {
  const specified = {
    study: {
      seed: 9223372036854775807n,
      observer: { file: 'net.pt', edits: [{ layer: 'code' }] },
      stimulus: {
        kind: 'signal-in-noise',
        data: 'mnist',
        classes: ['1', '7'],
        gamma: { from: 0, to: 1 },
        law: 'gaussian',
        sd: 0.1,
        antithetic: true,
      },
      readout: { kind: 'activation', layer: 'code' },
    },
  };
  const read = draftOf(specified, keys);
  expect(read).toEqual({
    seed: '9223372036854775807',
    'observer.option': 'file',
    'observer.file': 'net.pt',
    'observer.edits': '[{"layer":"code"}]',
    'stimulus.kind': 'signal-in-noise',
    'stimulus.data': 'mnist',
    'stimulus.classes': '1, 7',
    'stimulus.gamma': '{"from":0,"to":1}',
    'stimulus.law': 'gaussian',
    'stimulus.sd': '0.1',
    'stimulus.antithetic': 'true',
    'readout.kind': 'activation',
    'readout.layer': 'code',
  });
  expect(specification(read, keys)).toEqual(specified);
});

describe('a suggestion', () => {
  it('replaces all settings except the name and what was requested', () => {
    const before = draft({ name: 'mine', 'stimulus.antithetic': 'true', 'stop.max-trials': '7' });
    const suggested = {
      study: {
        name: 'suggested',
        stimulus: { kind: 'white-noise', law: 'gaussian', mean: 0.5 },
        readout: { kind: 'logit' },
        estimator: 'gradient',
        stop: { 'max-trials': 8 },
      },
    };
    expect(withSuggestion(before, suggested, keys)).toEqual({
      ...draft({ name: 'mine', 'stop.max-trials': '7' }),
      'stimulus.kind': 'white-noise',
      'stimulus.law': 'gaussian',
      'stimulus.mean': '0.5',
      'readout.kind': 'logit',
      estimator: 'gradient',
    });
  });
});

it.each([
  ['study.stimulus.gamma', 'stimulus-gamma'],
  ['study.stimulus.gamma.from', 'stimulus-gamma'],
  ['study.stimulus.basis', 'stimulus'],
  ['study.observer.edits[1].layer', 'observer-edits'],
  ['study.stop.max-trials', 'stop-max-trials'],
  ['study.stopwatch', null],
  [undefined, null],
])('a problem at %s is shown at %s', (field, id) => {
  const shown = ['observer', 'observer-edits', 'stimulus', 'stimulus-gamma', 'stop', 'stop-max-trials'];
  const problem = { type: '', title: '', status: 422, detail: '', ...(field === undefined ? {} : { field }) };
  expect(fieldOf(problem, (candidate) => shown.includes(candidate))).toBe(id);
});

it('a required key has its example until it is edited', () => {
  const chosen: Draft = { 'stimulus.kind': 'signal-in-noise' };
  expect(specification(chosen, keys).study.stimulus).toEqual({
    kind: 'signal-in-noise',
    data: 'mnist',
    gamma: 0.4,
    law: 'uniform',
  });
  expect(specification({ ...chosen, 'stimulus.gamma': '' }, keys).study.stimulus).toEqual({
    kind: 'signal-in-noise',
    data: 'mnist',
    law: 'uniform',
  });
});

describe('an optional section', () => {
  it('of a study file is kept, even an empty one', () => {
    for (const covariance of [{}, { level: 0.05 }]) {
      const specified = draftOf({ study: { covariance } }, keys);
      expect(specification(specified, keys).study.covariance).toEqual(covariance);
    }
  });

  it('is not added by its fields, cleared or not', () => {
    for (const level of ['', '0.05'])
      expect(specification({ 'covariance.level': level }, keys).study).not.toHaveProperty('covariance');
  });

  it('keeps its defaults when its fields are cleared', () => {
    const filled = draftOf({ study: { covariance: { level: 0.05 } } }, keys);
    expect(specification({ ...filled, 'covariance.level': '' }, keys).study.covariance).toEqual({});
  });
});

it('empty stopping rules of a study file are kept, so that no default applies', () => {
  expect(specification(draftOf({ study: { stop: {} } }, keys), keys).study.stop).toEqual({});
});

it('stopping rules that were cleared are sent as none, so that no default applies', () => {
  expect(specification({ 'stop.max-trials': '', 'stop.reliability': '' }, keys).study.stop).toEqual({});
  expect(specification({}, keys).study.stop).toBeUndefined();
});
