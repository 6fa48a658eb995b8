import type { AnalysisKind, Parameter, Problem } from '../api/types';
import { capital } from '../format/words';
import { words } from './cells';

/** Contents of the form by parameter: text as typed, validated by the server. */
export type Values = Record<string, string>;

/** The analysis to select first: the named one, else, if a study is given, the first that requires a study. */
export function firstKind(
  kinds: AnalysisKind[],
  named: string | null,
  given: Values,
): AnalysisKind | undefined {
  const needsStudy = (kind: AnalysisKind) =>
    kind.parameters.some((each) => each.kind === 'study' && each.required);
  return (
    kinds.find((kind) => kind.name === named) ??
    (given.study === undefined ? undefined : kinds.find(needsStudy)) ??
    kinds[0]
  );
}

/**
 * Initial values of the form: given values, defaults, and the first option of required parameters. A given study is
 * the value of the first parameter of kind study.
 *
 * @param options usable options of a parameter after the values before it
 */
export function valuesFor(
  kind: AnalysisKind,
  given: Values,
  options: (of: Parameter, before: Values) => string[],
): Values {
  const study = kind.parameters.find((each) => each.kind === 'study')?.name;
  const values: Values = {};
  for (const parameter of kind.parameters) {
    const named = given[parameter.name] ?? (parameter.name === study ? given.study : undefined);
    const first = parameter.required ? options(parameter, values)[0] : undefined;
    values[parameter.name] = named ?? parameter.standard ?? first ?? '';
  }
  return values;
}

/** Values that carry over to another analysis: observers, studies and images. */
export function carriedOver(before: AnalysisKind, values: Values): Values {
  const things = before.parameters.filter(({ kind }) => ['observer', 'study', 'images'].includes(kind));
  return Object.fromEntries(
    things.map(({ name }) => [name, values[name] ?? '']).filter(([, value]) => value),
  );
}

/** The arguments to send; blank values are omitted, so that defaults of the server apply. */
export function argumentsOf(kind: AnalysisKind, values: Values): Values {
  return Object.fromEntries(
    kind.parameters
      .map(({ name }): [string, string] => [name, (values[name] ?? '').trim()])
      .filter(([, value]) => value !== ''),
  );
}

const PREFIX = 'arguments.';

/** The parameter, or `analysis`, that a field of a problem names; null for none. */
export function fieldOf(kind: AnalysisKind, field: Problem['field'] | null): string | null {
  if (field === 'analysis') return field;
  if (!field?.startsWith(PREFIX)) return null;
  const name = field.slice(PREFIX.length);
  return kind.parameters.some((parameter) => parameter.name === name) ? name : null;
}

/** "loss-gradient" as "Loss gradient". */
export function label(name: string): string {
  return capital(words(name));
}

/** Whether an argument is the id of a study. */
export function isId(value: string): boolean {
  return /^\d{8}-\d{6}-\d{3}-[0-9a-z]{3}$/.test(value);
}
