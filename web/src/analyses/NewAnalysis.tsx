import { useEffect, useState } from 'preact/hooks';
import { createAnalysis, listAnalysisKinds, listObservers, listStudies } from '../api/client';
import type { AnalysisKind, Parameter, Observer, StudyRow } from '../api/types';
import { useRequest } from '../api/useRequest';
import '../form/form.css';
import { FormError } from '../form/FormError';
import { SelectField, type Option } from '../form/SelectField';
import { useSubmit } from '../form/useSubmit';
import { analysisHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { argumentsOf, fieldOf, firstKind, carriedOver, label, valuesFor, type Values } from './arguments';
import { TextField } from '../form/TextField';
import { when } from '../format/time';
import { hasEnded } from '../format/words';

const MAX_STUDIES = 500;

/** Options of the form for an analysis. */
interface Choices {
  kinds: AnalysisKind[];
  observers: Observer[];
  /** Newest first. */
  studies: StudyRow[];
}

async function loadChoices(): Promise<Choices> {
  const [kinds, observers, { studies }] = await Promise.all([
    listAnalysisKinds(),
    listObservers(),
    listStudies(MAX_STUDIES),
  ]);
  return { kinds, observers, studies };
}

const FAILURE = 'The analysis was not started';

interface Props {
  /** The analysis to select first. */
  analysis: string | null;
  /** Initial arguments. */
  given: Values;
}

/** The form that starts an analysis. Its fields are the parameters that the server lists. */
export function NewAnalysis({ analysis, given }: Props) {
  const { data: choices, error, retry } = useRequest(loadChoices);
  return (
    <section class="page form-page">
      <h1>New analysis</h1>
      <Loading error={error} loaded={choices !== null} retry={retry} />
      {choices !== null && <Form choices={choices} analysis={analysis} given={given} />}
    </section>
  );
}

function Form({ choices, analysis, given }: Props & { choices: Choices }) {
  const [kind, setKind] = useState<AnalysisKind | undefined>(() => firstKind(choices.kinds, analysis, given));
  const [values, setValues] = useState<Values>({});
  const { busy, failure, errorAt, send, forget } = useSubmit(FAILURE, ({ field }) =>
    kind === undefined ? null : elementOf(fieldOf(kind, field)),
  );
  const select = (chosen: AnalysisKind | undefined, from: Values) => {
    setKind(chosen);
    forget();
    setValues(chosen ? valuesFor(chosen, from, (each, before) => presetsOf(each, choices, before)) : {});
  };
  useEffect(() => select(firstKind(choices.kinds, analysis, given), given), [choices, analysis, given]);
  if (kind === undefined) return <p>This server has no analyses.</p>;

  const submit = () =>
    send(async () => {
      const created = await createAnalysis(kind.name, argumentsOf(kind, values));
      announce('The analysis was started');
      location.hash = analysisHash(created.id);
    });

  return (
    <form
      class="card"
      noValidate
      aria-label="New analysis"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FormError failure={failure} />
      {analysis !== null && !choices.kinds.some(({ name }) => name === analysis) && (
        <Notice tone="warning" testId="address">
          The address names the analysis {analysis}, which this server does not have. Another one is selected.
        </Notice>
      )}
      <SelectField
        id="analysis"
        label="Analysis"
        hint={kind.question}
        options={choices.kinds.map(({ name, question }) => ({
          value: name,
          label: `${label(name)}: ${question}`,
        }))}
        value={kind.name}
        error={errorAt('analysis')}
        onChange={(name) => {
          const chosen = choices.kinds.find((each) => each.name === name);
          select(chosen, { ...given, ...carriedOver(kind, values) });
        }}
      />
      {kind.parameters.map((parameter) => (
        <ParameterField
          key={`${kind.name} ${parameter.name}`}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          options={optionsOf(parameter, choices)}
          error={errorAt(fieldId(parameter.name))}
          onChange={(value) => setValues((before) => ({ ...before, [parameter.name]: value }))}
        />
      ))}
      <div class="buttons">
        <button type="submit" class="primary" data-testid="start" data-needs="write" disabled={busy}>
          {busy ? 'Starting…' : 'Start'}
        </button>
        <a href="#/analyses">Cancel</a>
      </div>
    </form>
  );
}

/** The element id of a parameter or of the analysis. */
function elementOf(field: string | null): string | null {
  return field === null || field === 'analysis' ? field : fieldId(field);
}

interface ParameterFieldProps {
  parameter: Parameter;
  value: string;
  /** Valid values; null for a text field. */
  options: Option[] | null;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** The input of a parameter, by its kind. */
function ParameterField({ parameter, value, options, error, onChange }: ParameterFieldProps) {
  const { name, kind, required, standard, description } = parameter;
  const id = fieldId(name);
  if (options === null) {
    return (
      <TextField
        id={id}
        label={label(name)}
        hint={description}
        value={value}
        error={error}
        numeric={kind === 'number'}
        onChange={onChange}
      />
    );
  }
  const hasBlank = standard === null && (!required || value === '');
  return (
    <SelectField
      id={id}
      label={label(name)}
      hint={description}
      options={[
        ...(hasBlank ? [{ value: '', label: required ? 'Select…' : 'None' }] : []),
        ...including(options, value),
      ]}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

/** The element id of a parameter; the prefix prevents collisions. */
function fieldId(parameter: string): string {
  return `argument-${parameter}`;
}

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
        label: `${name || id} (${hasEnded(state) ? `${observer.name}, ${readout}, ${when(created)}` : state})`,
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
