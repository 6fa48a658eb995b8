import type { Observer, Specification } from '../api/types';

export type Kind = 'white-noise' | 'signal-in-noise' | 'images' | 'bubbles' | 'gabor-pca' | 'generator';

export type Law = 'uniform' | 'gaussian' | 'bernoulli';

/** Contents of the form: text as parseNumber, validated by the server. */
export interface Draft {
  name: string;
  observer: string;
  kind: Kind;
  data: string;
  classes: string;
  gamma: string;
  number: string;
  width: string;
  basis: string;
  decoder: string;
  law: Law;
  mean: string;
  sd: string;
  p: string;
  readout: string;
  layer: string;
  estimator: string;
  conventions: string;
  seed: string;
  maxTrials: string;
  reliability: string;
  precision: string;
  time: string;
}

/** The observer that fits the default data set and basis. */
export const DEFAULT_OBSERVER = 'model:mnist-cnn';

export const DEFAULT_DRAFT: Draft = {
  name: '',
  observer: '',
  kind: 'white-noise',
  data: 'mnist',
  classes: '',
  gamma: '0.4',
  number: '10',
  width: '2',
  basis: 'gabor-mnist',
  decoder: 'mnist-vae',
  law: 'uniform',
  mean: '0.5',
  sd: '0.2887',
  p: '0.5',
  readout: 'label',
  layer: '',
  estimator: 'average',
  conventions: 'default',
  seed: '42',
  maxTrials: '1000000',
  reliability: '0.95',
  precision: '',
  time: '',
};

/** Unique key of an observer; a file and a model may have the same name. */
export function observerKey(observer: Pick<Observer, 'name' | 'file'>): string {
  return observer.file === null || observer.file === undefined
    ? `model:${observer.name}`
    : `file:${observer.file}`;
}

/** Converts a draft to a specification. Blank fields are omitted, so that defaults of the server apply. */
export function specification(draft: Draft): Specification {
  const study: Record<string, unknown> = {};
  const name = draft.name.trim();
  if (name !== '') study.name = name;
  if (draft.seed.trim() !== '') study.seed = parseNumber(draft.seed);
  study.observer = observer(draft.observer);
  study.stimulus = stimulus(draft);
  study.readout =
    draft.readout === 'activation'
      ? { kind: draft.readout, layer: draft.layer.trim() }
      : { kind: draft.readout };
  study.estimator = draft.estimator;
  study.stop = {
    ...given('max-trials', draft.maxTrials),
    ...given('reliability', draft.reliability),
    ...given('precision', draft.precision),
    ...(draft.time.trim() === '' ? {} : { time: draft.time.trim() }),
  };
  study.conventions = draft.conventions;
  return { study };
}

/** The request for suggested settings: observer, seed and stopping rules of a draft. */
export function suggestionRequest(draft: Draft): Specification {
  const { observer, seed, stop } = specification(draft).study;
  return { study: { observer, ...(seed === undefined ? {} : { seed }), stop } };
}

/** Returns a draft with suggested noise, readout and estimator. */
export function withSuggestion(draft: Draft, { study }: Specification): Draft {
  const stimulus = object(study.stimulus);
  const readout = object(study.readout);
  return {
    ...draft,
    kind: 'white-noise',
    law: String(stimulus.law) as Law,
    mean: text(stimulus.mean, draft.mean),
    sd: text(stimulus.sd, draft.sd),
    readout: text(readout.kind, draft.readout),
    layer: text(readout.layer, draft.layer),
    estimator: text(study.estimator, draft.estimator),
    conventions: text(study.conventions, draft.conventions),
  };
}

/** Whether the noise is binary. Differences between 0 and 1 replace gradients, also for labels. */
export function hasSteps({ kind, law }: Draft): boolean {
  return law === 'bernoulli' && (kind === 'white-noise' || kind === 'signal-in-noise');
}

/**
 * Returns a draft with other stimuli or another readout. Labels have no gradient, so the estimator becomes average
 * unless the noise is binary.
 */
export function withChange(draft: Draft, change: Partial<Pick<Draft, 'kind' | 'law' | 'readout'>>): Draft {
  const after = { ...draft, ...change };
  return after.readout === 'label' && !hasSteps(after) ? { ...after, estimator: 'average' } : after;
}

export function randomSeed(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1);
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, otherwise: string): string {
  return value === undefined || value === null ? otherwise : String(value);
}

function observer(key: string): Record<string, unknown> {
  if (key.startsWith('file:')) return { file: key.slice('file:'.length) };
  return { model: key.replace(/^model:/, '') };
}

function stimulus(draft: Draft): Record<string, unknown> {
  const kind = draft.kind;
  const noise = { law: draft.law, ...parameters(draft) };
  const images = { data: draft.data.trim(), ...list('classes', draft.classes) };
  switch (kind) {
    case 'white-noise':
      return { kind, ...noise };
    case 'signal-in-noise':
      return { kind, ...images, ...given('gamma', draft.gamma), ...noise };
    case 'images':
      return { kind, ...images };
    case 'bubbles':
      return { kind, ...images, ...given('number', draft.number), ...given('width', draft.width) };
    case 'gabor-pca':
      return { kind, basis: draft.basis.trim() };
    case 'generator':
      return { kind, decoder: draft.decoder.trim() };
  }
}

function list(key: string, text: string): Record<string, unknown> {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? {} : { [key]: names };
}

function parameters(draft: Draft): Record<string, unknown> {
  switch (draft.law) {
    case 'uniform':
      return {};
    case 'gaussian':
      return { ...given('mean', draft.mean), ...given('sd', draft.sd) };
    case 'bernoulli':
      return given('p', draft.p);
  }
}

function given(key: string, text: string): Record<string, unknown> {
  return text.trim() === '' ? {} : { [key]: parseNumber(text) };
}

/** Parses a number without rounding integers. Returns invalid text unchanged, so that the server rejects it. */
export function parseNumber(text: string): number | bigint | string {
  const plain = text.trim().replaceAll(/[\s,_](?=\d{3}(\D|$))/g, '');
  const value = Number(plain);
  if (plain === '' || !Number.isFinite(value)) return text.trim();
  return /^[+-]?\d+$/.test(plain) && !Number.isSafeInteger(value) ? BigInt(plain) : value;
}
