import { useEffect, useState } from 'preact/hooks';
import { createStudy, listObservers } from '../api/client';
import { useRequest } from '../api/useRequest';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadError } from '../ui/LoadError';
import { Choice } from './Choice';
import {
  randomSeed,
  withChange,
  DEFAULT_DRAFT,
  hasSteps,
  observerKey,
  withSuggestion,
  specification,
  DEFAULT_OBSERVER,
  type Draft,
  type Kind,
} from './draft';
import { Field } from './Field';
import { fieldOf, type Field as FieldName } from './fields';
import './form.css';
import { ObserverSelect } from './ObserverSelect';
import { conventions, estimators, kinds, laws, readouts } from './options';
import { Suggestion } from './Suggestion';
import { FormError } from './FormError';
import { StimulusPreview } from './StimulusPreview';
import { TextField } from './TextField';
import { useSubmit } from './useSubmit';

const FAILURE = 'The study was not started';

/** The form that starts a study. `observer` is the key of the observer to select first. */
export function NewStudy({ observer }: { observer: string | null }) {
  const { data: observers, error, retry } = useRequest(listObservers);
  const { busy, submitError, errorAt, send } = useSubmit(FAILURE, fieldOf);
  const [draft, setDraft] = useState<Draft>(DEFAULT_DRAFT);
  const set = (field: FieldName) => (value: string) => setDraft((before) => ({ ...before, [field]: value }));
  const text = (field: FieldName) => ({
    id: field,
    value: draft[field],
    error: errorAt(field),
    onChange: set(field),
  });

  useEffect(() => {
    if (observers === null) return;
    const usable = observers.filter((candidate) => !candidate.problem);
    const named = (key: string | null) => usable.find((candidate) => observerKey(candidate) === key);
    const initial = named(observer) ?? named(DEFAULT_OBSERVER) ?? usable[0];
    if (initial) set('observer')(observerKey(initial));
  }, [observers, observer]);

  const submit = () =>
    send(async () => {
      const study = await createStudy(specification(draft));
      announce(`Study ${study.name} was started`);
      location.hash = studyHash(study.id);
    });

  const chosen = observers?.find((candidate) => observerKey(candidate) === draft.observer);
  const noGradients = hasSteps(draft)
    ? undefined
    : draft.readout === 'label'
      ? 'A label has no gradient; only average is available'
      : chosen?.differentiable === false
        ? 'This observer has no gradients'
        : undefined;

  return (
    <section class="page form-page">
      <h1>New study</h1>
      <LoadError error={error} retry={retry} />
      <form
        class="card"
        noValidate
        aria-label="New study"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormError title={FAILURE} submitError={submitError} />
        <div class="row">
          <TextField {...text('name')} label="Name" hint="Blank = derived from observer and stimuli" />
          <ObserverSelect
            observers={observers ?? []}
            value={draft.observer}
            error={errorAt('observer')}
            onChange={set('observer')}
          />
        </div>
        <Suggestion
          draft={draft}
          onSuggestion={(key, recommendation) =>
            setDraft((before) =>
              before.observer === key ? withSuggestion(before, recommendation.specification) : before,
            )
          }
        />
        <Choice
          name="kind"
          legend="Stimuli"
          value={draft.kind}
          options={kinds}
          error={errorAt('kind')}
          onChange={(kind) => setDraft((before) => withChange(before, { kind }))}
        />
        {showsImages(draft.kind) && (
          <div class="row">
            <TextField {...text('data')} label="Data set" hint="mnist, fashion-mnist or cifar-10" />
            <TextField {...text('classes')} label="Classes" hint="Separated by commas; blank = all" />
          </div>
        )}
        {draft.kind === 'signal-in-noise' && (
          <TextField {...text('gamma')} label="Weight γ of the signal" hint="Between 0 and 1" numeric />
        )}
        {draft.kind === 'bubbles' && (
          <div class="row">
            <TextField {...text('number')} label="Apertures" numeric />
            <TextField
              {...text('width')}
              label="Standard deviation of the apertures"
              hint="In pixels"
              numeric
            />
          </div>
        )}
        {draft.kind === 'gabor-pca' && (
          <TextField {...text('basis')} label="Basis" hint="A name that revcor bases lists" />
        )}
        {draft.kind === 'generator' && (
          <TextField
            {...text('decoder')}
            label="Autoencoder"
            hint="mnist-vae or mnist-autoencoder; must be trained"
          />
        )}
        {hasNoise(draft.kind) && (
          <>
            <Choice
              name="law"
              legend="Noise"
              value={draft.law}
              options={laws}
              error={errorAt('law')}
              onChange={(law) => setDraft((before) => withChange(before, { law }))}
            />
            {draft.law === 'gaussian' && (
              <div class="row">
                <TextField {...text('mean')} label="Mean" numeric />
                <TextField {...text('sd')} label="Standard deviation" numeric />
              </div>
            )}
            {draft.law === 'bernoulli' && (
              <div class="row">
                <TextField {...text('p')} label="Probability p" numeric />
              </div>
            )}
          </>
        )}
        <StimulusPreview draft={draft} />
        <Choice
          name="readout"
          legend="Readout"
          value={draft.readout}
          options={readouts}
          error={errorAt('readout')}
          onChange={(readout) => setDraft((before) => withChange(before, { readout }))}
        />
        {draft.readout === 'activation' && (
          <TextField {...text('layer')} label="Layer" hint="A name from the layer table of the observer" />
        )}
        <Choice
          name="estimator"
          legend="Estimator"
          value={draft.estimator}
          options={estimators}
          note={noGradients}
          disabled={(estimator) => noGradients !== undefined && estimator !== 'average'}
          error={errorAt('estimator')}
          onChange={set('estimator')}
        />
        <Choice
          name="conventions"
          legend="Conventions"
          value={draft.conventions}
          options={conventions}
          error={errorAt('conventions')}
          onChange={set('conventions')}
        />
        <fieldset class="plain">
          <legend>Stopping rules: targets apply to every map with enough responses</legend>
          <div class="row">
            <TextField {...text('maxTrials')} label="Maximum trials" hint="Blank = not used" numeric />
            <TextField
              {...text('reliability')}
              label="Target reliability"
              hint="Between 0 and 1; blank = not used"
              numeric
            />
          </div>
          <div class="row">
            <TextField
              {...text('time')}
              label="Maximum time"
              hint="For example 90s, 10m or 1h; blank = not used"
            />
            <TextField
              {...text('precision')}
              label="Target precision"
              hint="Half-width in the unit of the map; blank = not used"
              numeric
            />
          </div>
        </fieldset>
        <Field
          id="seed"
          label="Seed"
          hint="The same study with the same seed gives the same maps"
          error={errorAt('seed')}
        >
          {(described) => (
            <div class="with-button">
              <input
                {...described}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                value={draft.seed}
                onInput={(event) => set('seed')(event.currentTarget.value)}
              />
              <button type="button" onClick={() => set('seed')(randomSeed())}>
                Random seed
              </button>
            </div>
          )}
        </Field>
        <div class="buttons">
          <button type="submit" class="primary" data-testid="start" disabled={busy || draft.observer === ''}>
            {busy ? 'Starting…' : 'Start'}
          </button>
          <a href="#/">Cancel</a>
        </div>
      </form>
    </section>
  );
}

function showsImages(kind: Kind): boolean {
  return kind === 'signal-in-noise' || kind === 'images' || kind === 'bubbles';
}

function hasNoise(kind: Kind): boolean {
  return kind === 'white-noise' || kind === 'signal-in-noise';
}
