import { useEffect, useState } from 'preact/hooks';
import { createAnalysis } from '../api/client';
import type { AnalysisKind } from '../api/types';
import { useAsked } from '../api/useAsked';
import { Field } from '../form/Field';
import '../form/form.css';
import { RefusalNotice } from '../form/RefusalNotice';
import { useSending } from '../form/useSending';
import { analysisHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadTrouble } from '../ui/LoadTrouble';
import { argumentsOf, fieldOf, firstKind, kept, label, valuesFor, type Values } from './arguments';
import { askChoices, type Choices } from './choices';
import { optionsOf, usable } from './options';
import { fieldId, ParameterField } from './ParameterField';

const NOT_DONE = 'The analysis was not asked for';

interface Props {
  /** The one to begin with. */
  analysis: string | null;
  /** Arguments to begin with. */
  given: Values;
}

/** The form that asks for an analysis; made of what the server says that each takes. */
export function NewAnalysis({ analysis, given }: Props) {
  const { found: choices, trouble, retry } = useAsked(askChoices);
  return (
    <section class="page form-page">
      <h1>New analysis</h1>
      <LoadTrouble trouble={trouble} retry={retry} />
      {choices === null && trouble === null && <p class="muted">Loading…</p>}
      {choices !== null && <Form choices={choices} analysis={analysis} given={given} />}
    </section>
  );
}

function Form({ choices, analysis, given }: Props & { choices: Choices }) {
  const [kind, setKind] = useState<AnalysisKind | undefined>(() => firstKind(choices.kinds, analysis, given));
  const [values, setValues] = useState<Values>({});
  const { busy, refusal, errorAt, send, forget } = useSending(NOT_DONE, ({ field }) =>
    kind === undefined ? null : elementOf(fieldOf(kind, field)),
  );
  const begin = (chosen: AnalysisKind | undefined, from: Values) => {
    setKind(chosen);
    forget();
    setValues(chosen ? valuesFor(chosen, from, (each) => usable(optionsOf(each, choices))) : {});
  };
  useEffect(() => begin(firstKind(choices.kinds, analysis, given), given), [choices, analysis, given]);
  if (kind === undefined) return <p>This server offers no analysis.</p>;

  const submit = () =>
    send(async () => {
      const asked = await createAnalysis(kind.name, argumentsOf(kind, values));
      announce('The analysis was asked for');
      location.hash = analysisHash(asked.id);
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
      <RefusalNotice title={NOT_DONE} refusal={refusal} />
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
          error={errorAt(fieldId(parameter.name))}
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

/** The id of the element of a parameter, or of the analysis itself. */
function elementOf(field: string | null): string | null {
  return field === null || field === 'analysis' ? field : fieldId(field);
}
