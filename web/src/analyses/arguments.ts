import type { Problem } from '../api/problem';
import type { AnalysisKind, Parameter } from '../api/types';
import { words } from './cells';

/** What stands in the form, by the names of parameters: text as it was typed, so that the server judges it. */
export type Values = Record<string, string>;

/** The analysis to begin with: the one that was named, else the first that needs a study if one was given. */
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
 * What a form begins with: what was given, standard values, and for what must be there the first of what it
 * may be. A study that was given is the first study that an analysis takes, whatever that is called.
 */
export function valuesFor(kind: AnalysisKind, given: Values, options: (of: Parameter) => string[]): Values {
  const study = kind.parameters.find((each) => each.kind === 'study')?.name;
  return Object.fromEntries(
    kind.parameters.map((parameter) => {
      const named = given[parameter.name] ?? (parameter.name === study ? given.study : undefined);
      const first = parameter.required ? options(parameter)[0] : undefined;
      return [parameter.name, named ?? parameter.standard ?? first ?? ''];
    }),
  );
}

/** What stays when another analysis is chosen: observers, studies and images that it takes by the same name. */
export function kept(before: AnalysisKind, values: Values): Values {
  const things = before.parameters.filter(({ kind }) => ['observer', 'study', 'images'].includes(kind));
  return Object.fromEntries(
    things.map(({ name }) => [name, values[name] ?? '']).filter(([, value]) => value),
  );
}

/** The arguments that are sent: what is empty is left out, so that the server's standard values hold. */
export function argumentsOf(kind: AnalysisKind, values: Values): Values {
  return Object.fromEntries(
    kind.parameters
      .map(({ name }): [string, string] => [name, (values[name] ?? '').trim()])
      .filter(([, value]) => value !== ''),
  );
}

const PREFIX = 'arguments.';

/** The parameter, or `analysis`, that a field of the server is; null if it is none of the form's. */
export function fieldOf(kind: AnalysisKind, field: Problem['field'] | null): string | null {
  if (field === 'analysis') return field;
  if (!field?.startsWith(PREFIX)) return null;
  const name = field.slice(PREFIX.length);
  return kind.parameters.some((parameter) => parameter.name === name) ? name : null;
}

/** "loss-gradient" as "Loss gradient". */
export function label(name: string): string {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether an argument is a study's id, which nothing else looks like. */
export function isId(value: string): boolean {
  return /^\d{8}-\d{6}-\d{3}-[0-9a-z]{3}$/.test(value);
}
