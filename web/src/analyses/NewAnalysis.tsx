import { useEffect, useState } from 'preact/hooks';
import { createAnalysis } from '../api/client';
import type { AnalysisKind } from '../api/types';
import { useRequest } from '../api/useRequest';
import '../form/form.css';
import { FormError } from '../form/FormError';
import { SelectField } from '../form/SelectField';
import { useSubmit } from '../form/useSubmit';
import { analysisHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadError } from '../ui/LoadError';
import { Notice } from '../ui/Notice';
import { argumentsOf, fieldOf, firstKind, carriedOver, label, valuesFor, type Values } from './arguments';
import { loadChoices, type Choices } from './choices';
import { optionsOf, presetsOf } from './options';
import { fieldId, ParameterField } from './ParameterField';

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
      <LoadError error={error} retry={retry} />
      {choices === null && error === null && <p class="muted">Loading…</p>}
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
