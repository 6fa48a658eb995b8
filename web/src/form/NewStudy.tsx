import { useEffect, useState } from 'preact/hooks';
import { createStudy, listObservers } from '../api/client';
import { useAsked } from '../api/useAsked';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadTrouble } from '../ui/LoadTrouble';
import { Choice } from './Choice';
import {
  anySeed,
  changed,
  FRESH,
  hasSteps,
  observerKey,
  proposed,
  specification,
  SUITS_THE_REST,
  type Draft,
  type Kind,
} from './draft';
import { Field } from './Field';
import { fieldOf, type Field as FieldName } from './fields';
import './form.css';
import { ObserverSelect } from './ObserverSelect';
import { conventions, estimators, kinds, laws, readouts } from './options';
import { Proposal } from './Proposal';
import { RefusalNotice } from './RefusalNotice';
import { StimulusPreview } from './StimulusPreview';
import { TextField } from './TextField';
import { useSending } from './useSending';

const NOT_DONE = 'The study was not started';

/** The form that starts a study. `observer` is the key of the one to begin with. */
export function NewStudy({ observer }: { observer: string | null }) {
  const { found: observers, trouble, retry } = useAsked(listObservers);
  const { busy, refusal, errorAt, send } = useSending(NOT_DONE, fieldOf);
  const [draft, setDraft] = useState<Draft>(FRESH);
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
    const wished = named(observer) ?? named(SUITS_THE_REST) ?? usable[0];
    if (wished) set('observer')(observerKey(wished));
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
      ? 'A label has no gradient: labels can only be averaged'
      : chosen?.differentiable === false
        ? 'This observer is a black box: it gives no gradients'
        : undefined;

  return (
    <section class="page form-page">
      <h1>New study</h1>
      <LoadTrouble trouble={trouble} retry={retry} />
      <form
        class="card"
        noValidate
        aria-label="New study"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <RefusalNotice title={NOT_DONE} refusal={refusal} />
        <div class="row">
          <TextField {...text('name')} label="Name" hint="What it is called in the list; may be left empty" />
          <ObserverSelect
            observers={observers ?? []}
            value={draft.observer}
            error={errorAt('observer')}
            onChange={set('observer')}
          />
        </div>
        <Proposal
          draft={draft}
          onProposed={(tried, proposal) =>
            setDraft((before) =>
              before.observer === tried ? proposed(before, proposal.specification) : before,
            )
          }
        />
        <Choice
          name="kind"
          legend="Stimuli"
          value={draft.kind}
          options={kinds}
          error={errorAt('kind')}
          onChange={(kind) => setDraft((before) => changed(before, { kind }))}
        />
        {showsImages(draft.kind) && (
          <div class="row">
            <TextField {...text('data')} label="Data set" hint="mnist, fashion-mnist or cifar-10" />
            <TextField {...text('classes')} label="Classes" hint="Separated by commas; empty: all" />
          </div>
        )}
        {draft.kind === 'signal-in-noise' && (
          <TextField {...text('gamma')} label="Weight γ of the signal" hint="Between 0 and 1" numeric />
        )}
        {draft.kind === 'bubbles' && (
          <div class="row">
            <TextField {...text('number')} label="Apertures" numeric />
            <TextField {...text('width')} label="Their standard deviation" hint="In pixels" numeric />
          </div>
        )}
        {draft.kind === 'gabor-pca' && (
          <TextField {...text('basis')} label="Basis" hint="As revcor bases lists it" />
        )}
        {draft.kind === 'generator' && (
          <TextField
            {...text('decoder')}
            label="Auto-encoder"
            hint="mnist-vae or mnist-autoencoder, once trained"
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
              onChange={(law) => setDraft((before) => changed(before, { law }))}
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
          onChange={(readout) => setDraft((before) => changed(before, { readout }))}
        />
        {draft.readout === 'activation' && (
          <TextField {...text('layer')} label="Layer" hint="As the observer's page lists them" />
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
          <legend>Stop when every judged map is good enough, or at a limit</legend>
          <div class="row">
            <TextField {...text('maxTrials')} label="Trials" hint="Empty: no limit" numeric />
            <TextField
              {...text('reliability')}
              label="Reliability of every judged map"
              hint="Between 0 and 1; empty: no such rule"
              numeric
            />
          </div>
          <div class="row">
            <TextField {...text('time')} label="Time" hint="As 90s, 10m or 1h; empty: no limit" />
            <TextField
              {...text('precision')}
              label="Precision of every judged map"
              hint="Half-width in the unit of the map; empty: no such rule"
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
              <button type="button" onClick={() => set('seed')(anySeed())}>
                Draw one
              </button>
            </div>
          )}
        </Field>
        <div class="buttons">
          <button type="submit" class="primary" data-testid="start" disabled={busy || draft.observer === ''}>
            {busy ? 'Starting…' : 'Start the study'}
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
