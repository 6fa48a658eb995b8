import type { Parameter } from '../api/types';
import type { Option } from '../form/SelectField';
import { when } from '../format/time';
import { hasEnded, stateText } from '../format/words';
import type { Values } from './arguments';
import type { Choices } from './choices';

/** The options of a parameter; null for a text field. */
export function optionsOf(parameter: Parameter, { observers, studies }: Choices): Option[] | null {
  switch (parameter.kind) {
    case 'observer':
      return observers.map(({ name, problem }) => ({
        value: name,
        label: problem ? `${name}: unusable` : name,
        disabled: Boolean(problem),
      }));
    case 'study':
      return studies.map(({ id, name, state, observer, readout, created }) => ({
        value: id,
        label: `${name || id} (${hasEnded(state) ? `${observer.name}, ${readout}, ${when(created)}` : stateText(state)})`,
        disabled: !hasEnded(state),
      }));
    default:
      return parameter.choices.length === 0
        ? null
        : parameter.choices.map((choice) => ({ value: choice, label: choice }));
  }
}

/**
 * The values that a required parameter may have first. A second study is another one, with maps of the same shape.
 *
 * @param before values of the parameters before it
 */
export function presetsOf(parameter: Parameter, choices: Choices, before: Values): string[] {
  const values = usable(optionsOf(parameter, choices));
  if (parameter.kind !== 'study') return values;
  const studies = new Map(choices.studies.map((study) => [study.id, study]));
  const earlier = Object.values(before).flatMap((value) => studies.get(value) ?? []);
  return values.filter((id) =>
    earlier.every((study) => study.id !== id && String(study.shape) === String(studies.get(id)!.shape)),
  );
}

/** The values of enabled options. */
function usable(options: Option[] | null): string[] {
  return (options ?? []).filter((option) => !option.disabled).map((option) => option.value);
}

/** The options, with `value` appended if it is not among them. */
export function including(options: Option[], value: string): Option[] {
  return value === '' || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }];
}
