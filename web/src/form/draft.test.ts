import { describe, expect, it } from 'vitest';
import {
  withChange,
  DEFAULT_DRAFT,
  observerKey,
  withSuggestion,
  suggestionRequest,
  specification,
  type Draft,
} from './draft';
import { fieldOf } from './fields';

const draft = (more: Partial<Draft> = {}): Draft => ({
  ...DEFAULT_DRAFT,
  observer: 'model:mnist-cnn',
  ...more,
});

describe('a draft', () => {
  it('becomes a specification', () => {
    expect(specification(draft({ name: ' digits ' }))).toEqual({
      study: {
        name: 'digits',
        seed: 42,
        observer: { model: 'mnist-cnn' },
        stimulus: { kind: 'white-noise', law: 'uniform' },
        readout: { kind: 'label' },
        estimator: 'average',
        stop: { 'max-trials': 1_000_000, reliability: 0.95 },
        conventions: 'default',
      },
    });
  });

  it('has only the parameters of its law', () => {
    expect(specification(draft({ law: 'gaussian', mean: '0.4', sd: '.1' })).study.stimulus).toEqual({
      kind: 'white-noise',
      law: 'gaussian',
      mean: 0.4,
      sd: 0.1,
    });
    expect(specification(draft({ law: 'bernoulli', p: '0.2' })).study.stimulus).toEqual({
      kind: 'white-noise',
      law: 'bernoulli',
      p: 0.2,
    });
  });

  it('has only the keys of its kind of stimuli', () => {
    const stimulus = (more: Partial<Draft>) => specification(draft(more)).study.stimulus;
    expect(stimulus({ kind: 'signal-in-noise', classes: '1, 7', gamma: '.3' })).toEqual({
      kind: 'signal-in-noise',
      data: 'mnist',
      classes: ['1', '7'],
      gamma: 0.3,
      law: 'uniform',
    });
    expect(stimulus({ kind: 'images' })).toEqual({ kind: 'images', data: 'mnist' });
    expect(stimulus({ kind: 'bubbles', width: '3' })).toEqual({
      kind: 'bubbles',
      data: 'mnist',
      number: 10,
      width: 3,
    });
    expect(stimulus({ kind: 'gabor-pca' })).toEqual({ kind: 'gabor-pca', basis: 'gabor-mnist' });
    expect(stimulus({ kind: 'generator' })).toEqual({ kind: 'generator', decoder: 'mnist-vae' });
  });

  it('omits blank fields', () => {
    const { study } = specification(draft({ seed: '', name: ' ', reliability: '' }));
    expect(study).not.toHaveProperty('seed');
    expect(study).not.toHaveProperty('name');
    expect(study.stop).toEqual({ 'max-trials': 1_000_000 });
  });

  it('refers to an observer file by its name', () => {
    const key = observerKey({ name: 'net', file: 'net.pt' });
    expect(specification(draft({ observer: key })).study.observer).toEqual({ file: 'net.pt' });
    expect(observerKey({ name: 'net', file: null })).not.toBe(key);
  });

  it('accepts thousands separators', () => {
    const { study } = specification(draft({ maxTrials: '2,500 000', seed: ' 7 ' }));
    expect(study).toMatchObject({ seed: 7, stop: { 'max-trials': 2_500_000 } });
  });

  it('has the stopping rules that are filled in', () => {
    const { study } = specification(draft({ reliability: '', precision: ' 0.01 ', time: '1h' }));
    expect(study.stop).toEqual({ 'max-trials': 1_000_000, precision: 0.01, time: '1h' });
  });

  it('sends invalid numbers unchanged', () => {
    expect(specification(draft({ seed: 'abc', reliability: '0,9' })).study).toMatchObject({
      seed: 'abc',
      stop: { reliability: '0,9' },
    });
  });

  it('does not round a 64-bit seed', () => {
    expect(specification(draft({ seed: '9223372036854775807' })).study.seed).toBe(9223372036854775807n);
  });
});

describe('a suggestion', () => {
  it('is requested with observer, seed and stopping rules only', () => {
    expect(
      suggestionRequest(draft({ name: 'mine', kind: 'gabor-pca', readout: 'logit', seed: '7' })),
    ).toEqual({
      study: {
        observer: { model: 'mnist-cnn' },
        seed: 7,
        stop: { 'max-trials': 1_000_000, reliability: 0.95 },
      },
    });
    expect(suggestionRequest(draft({ seed: '' })).study).not.toHaveProperty('seed');
  });

  it('fills in stimuli, readout and estimator only', () => {
    const before = draft({ name: 'mine', kind: 'gabor-pca', conventions: 'paper', maxTrials: '7' });
    const study = {
      stimulus: { kind: 'white-noise', law: 'gaussian', mean: 0.5, sd: 0.2887 },
      readout: { kind: 'probability' },
      estimator: 'gradient',
      conventions: 'default',
      stop: { 'max-trials': 7 },
    };
    const after = withSuggestion(before, { study });
    expect(after).toEqual({
      ...before,
      kind: 'white-noise',
      law: 'gaussian',
      mean: '0.5',
      sd: '0.2887',
      readout: 'probability',
      estimator: 'gradient',
      conventions: 'default',
    });
    expect(specification(after).study).toMatchObject({
      stimulus: study.stimulus,
      readout: study.readout,
      estimator: 'gradient',
    });
  });

  it('of a layer sets the layer', () => {
    const study = {
      stimulus: { kind: 'white-noise', law: 'uniform' },
      readout: { kind: 'activation', layer: 'code', units: 'all', crop: true },
      estimator: 'gradient',
    };
    expect(specification(withSuggestion(draft(), { study })).study).toMatchObject({
      readout: { kind: 'activation', layer: 'code' },
      estimator: 'gradient',
    });
  });

  it('labels reset the estimator to average', () => {
    expect(
      withChange(draft({ readout: 'logit', estimator: 'gradient' }), { readout: 'label' }),
    ).toMatchObject({
      readout: 'label',
      estimator: 'average',
    });
    expect(withChange(draft({ estimator: 'gradient' }), { readout: 'logit' }).estimator).toBe('gradient');
  });

  it('labels keep the gradient under binary noise', () => {
    const steps = withChange(draft({ law: 'bernoulli', readout: 'logit', estimator: 'gradient' }), {
      readout: 'label',
    });
    expect(steps).toMatchObject({ readout: 'label', estimator: 'gradient' });
    expect(withChange(steps, { kind: 'signal-in-noise' }).estimator).toBe('gradient');
    expect(withChange(steps, { kind: 'images' }).estimator).toBe('average');
    expect(withChange(steps, { law: 'uniform' }).estimator).toBe('average');
  });
});

describe('a problem', () => {
  const at = (field?: string) =>
    fieldOf({ type: '', title: '', status: 422, detail: '', ...(field === undefined ? {} : { field }) });

  it('is shown at its field', () => {
    expect(at('study.stimulus.law')).toBe('law');
    expect(at('study.stimulus.p')).toBe('p');
    expect(at('study.stimulus')).toBe('kind');
    expect(at('study.stimulus.antithetic')).toBe('kind');
    expect(at('study.stop.max-trials')).toBe('maxTrials');
    expect(at('study.stop.precision')).toBe('precision');
    expect(at('study.stop.time')).toBe('time');
    expect(at('study.stop')).toBe('maxTrials');
    expect(at('study.observer.file')).toBe('observer');
    expect(at('study.readout.kind')).toBe('readout');
    expect(at('study.readout.layer')).toBe('layer');
    expect(at('study.estimator')).toBe('estimator');
  });

  it('of no field is shown above the form', () => {
    expect(at()).toBeNull();
    expect(at('study.block-size')).toBeNull();
    expect(at('study.stopwatch')).toBeNull();
  });
});
