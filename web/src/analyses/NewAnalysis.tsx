import { useEffect, useState } from 'preact/hooks';
import { createAnalysis } from '../api/client';
import { ProblemError, sentence } from '../api/problem';
import type { AnalysisKind } from '../api/types';
import { Field } from '../form/Field';
import '../form/form.css';
import { analysisHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadTrouble } from '../ui/LoadTrouble';
import { Notice } from '../ui/Notice';
import { argumentsOf, fieldOf, firstKind, kept, label, valuesFor, type Values } from './arguments';
import { optionsOf, usable } from './options';
import { fieldId, ParameterField } from './ParameterField';
import { useChoices, type Choices } from './useChoices';

interface Props {
  /** The one to begin with. */
  analysis: string | null;
  /** Arguments to begin with. */
  given: Values;
}

/** The form that asks for an analysis; made of what the server says that each takes. */
export function NewAnalysis({ analysis, given }: Props) {
  const { choices, trouble, retry } = useChoices();
  return (
    <section class="page form-page">
      <h1>New analysis</h1>
      <LoadTrouble trouble={trouble} retry={retry} />
      {choices === null && trouble === null && <p class="muted">Loading…</p>}
      {choices !== null && <Form choices={choices} analysis={analysis} given={given} />}
    </section>
  );
}

interface Refusal {
  field: string | null;
  text: string;
}

function Form({ choices, analysis, given }: Props & { choices: Choices }) {
  const [kind, setKind] = useState<AnalysisKind | undefined>(() => firstKind(choices.kinds, analysis, given));
  const [values, setValues] = useState<Values>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const begin = (chosen: AnalysisKind | undefined, from: Values) => {
    setKind(chosen);
    setRefusal(null);
    setValues(chosen ? valuesFor(chosen, from, (each) => usable(optionsOf(each, choices))) : {});
  };
  useEffect(() => begin(firstKind(choices.kinds, analysis, given), given), [choices, analysis, given]);
  if (kind === undefined) return <p>This server offers no analysis.</p>;

  const submit = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const asked = await createAnalysis(kind.name, argumentsOf(kind, values));
      announce('The analysis was asked for');
      location.hash = analysisHash(asked.id);
    } catch (error) {
      const field = error instanceof ProblemError ? fieldOf(kind, error.problem.field) : null;
      setRefusal({ field, text: sentence(error) });
      announce(`The analysis was not asked for. ${sentence(error)}`);
      requestAnimationFrame(() => document.getElementById(focused(field))?.focus());
    }
    setBusy(false);
  };
  const errorAt = (field: string) => (refusal?.field === field ? refusal.text : undefined);

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
      {refusal !== null && refusal.field === null && (
        <div id="refusal" tabIndex={-1}>
          <Notice tone="error" title="The analysis was not asked for" testId="form-error">
            {refusal.text}
          </Notice>
        </div>
      )}
      <Field id="analysis" label="Analysis" hint={kind.question} error={errorAt('analysis')}>
        {(described) => (
          <select
            {...described}
            value={kind.name}
            onChange={(event) => {
              const chosen = choices.kinds.find((each) => each.name === event.currentTarget.value);
              begin(chosen, { ...given, ...kept(kind, values) });
            }}
          >
            {choices.kinds.map(({ name }) => (
              <option key={name} value={name}>
                {label(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind.parameters.map((parameter) => (
        <ParameterField
          key={`${kind.name} ${parameter.name}`}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          options={optionsOf(parameter, choices)}
          error={errorAt(parameter.name)}
          onChange={(value) => setValues((before) => ({ ...before, [parameter.name]: value }))}
        />
      ))}
      <div class="buttons">
        <button type="submit" class="primary" data-testid="start" disabled={busy}>
          {busy ? 'Asking…' : 'Analyse'}
        </button>
        <a href="#/analyses">Cancel</a>
      </div>
    </form>
  );
}

function focused(field: string | null): string {
  if (field === null) return 'refusal';
  return field === 'analysis' ? field : fieldId(field);
}
