import type { Problem } from '../api/problem';
import type { Draft } from './draft';

export type Field = keyof Draft;

/** Fields of the form by the field names of the server. */
const places: [path: string, field: Field][] = [
  ['study.name', 'name'],
  ['study.observer', 'observer'],
  ['study.stimulus.kind', 'kind'],
  ['study.stimulus.data', 'data'],
  ['study.stimulus.classes', 'classes'],
  ['study.stimulus.gamma', 'gamma'],
  ['study.stimulus.number', 'number'],
  ['study.stimulus.width', 'width'],
  ['study.stimulus.basis', 'basis'],
  ['study.stimulus.decoder', 'decoder'],
  ['study.stimulus.mean', 'mean'],
  ['study.stimulus.sd', 'sd'],
  ['study.stimulus.p', 'p'],
  ['study.stimulus.law', 'law'],
  ['study.stimulus', 'kind'],
  ['study.readout.layer', 'layer'],
  ['study.readout', 'readout'],
  ['study.estimator', 'estimator'],
  ['study.conventions', 'conventions'],
  ['study.seed', 'seed'],
  ['study.stop.max-trials', 'maxTrials'],
  ['study.stop.reliability', 'reliability'],
  ['study.stop.precision', 'precision'],
  ['study.stop.time', 'time'],
  ['study.stop', 'maxTrials'],
];

/** The field of the form that a problem is about; null for none. */
export function fieldOf(problem: Problem): Field | null {
  const path = problem.field;
  if (path === undefined) return null;
  const place = places.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`));
  return place?.[1] ?? null;
}
