import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { createStudy, listObservers, listStudyKeys } from '../api/client';
import { useRequest } from '../api/useRequest';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadError } from '../ui/LoadError';
import { Notice } from '../ui/Notice';
import {
  DEFAULT_DRAFT,
  DEFAULT_OBSERVER,
  entriesOf,
  fieldOf,
  observerKey,
  observerOf,
  specification,
  withObserver,
  withSuggestion,
} from './draft';
import './form.css';
import { FormError } from './FormError';
import { ObserverSelect } from './ObserverSelect';
import { StimulusPreview } from './StimulusPreview';
import { MoreFields, StudyKeyField } from './StudyKeyField';
import { Suggestion } from './Suggestion';
import { useSubmit } from './useSubmit';

const FAILURE = 'The study was not started';

/** Keys that are shown first, in this order. */
const FIRST = ['name', 'observer', 'stimulus', 'readout', 'estimator', 'conventions', 'seed', 'stop'];

/** The form that starts a study. `observer` is the key of the observer to select first. */
export function NewStudy({ observer }: { observer: string | null }) {
  const { data: observers, error, retry } = useRequest(listObservers);
  const declared = useRequest(listStudyKeys);
  const keys = declared.data ?? [];
  const { busy, submitError, errorAt, send } = useSubmit(FAILURE, fieldOf);
  const [draft, setDraft] = useState(DEFAULT_DRAFT);
  const set = (path: string) => (value: string) => setDraft((before) => ({ ...before, [path]: value }));
  const form = { draft, set, errorAt };
  const entries = entriesOf(keys, draft);
  const usable = (observers ?? []).filter((candidate) => !candidate.problem);
  const named = (key: string | null) => usable.find((candidate) => observerKey(candidate) === key);
  const isReady = keys.length > 0 && observerOf(draft) !== '';

  useEffect(() => {
    if (observers === null) return;
    const initial = named(observer) ?? named(DEFAULT_OBSERVER) ?? usable[0];
    if (initial) setDraft((before) => withObserver(before, observerKey(initial)));
  }, [observers, observer]);

  const submit = () =>
    send(async () => {
      const study = await createStudy(specification(draft, keys));
      announce(`Study ${study.name} was started`);
      location.hash = studyHash(study.id);
    });

  const field = (name: string) => {
    const entry = entries.find(({ path }) => path === name);
    if (entry === undefined) return null;
    if (name !== 'observer' || !('keys' in entry.key)) return <StudyKeyField entry={entry} form={form} />;
    const others = entriesOf(entry.key.keys, draft, name).filter(
      ({ key, decides }) => !decides && key.name !== '',
    );
    return (
      <>
        <ObserverSelect
          observers={observers ?? []}
          value={observerOf(draft)}
          error={errorAt(name)}
          onChange={(key) => setDraft((before) => withObserver(before, key))}
        />
        <MoreFields entries={others} form={form} />
        <Suggestion
          draft={draft}
          keys={keys}
          onSuggestion={(observer, { specification }) =>
            setDraft((before) =>
              observerOf(before) === observer ? withSuggestion(before, specification, keys) : before,
            )
          }
        />
      </>
    );
  };

  return (
    <section class="page form-page">
      <h1>New study</h1>
      <LoadError error={error ?? declared.error} retry={error === null ? declared.retry : retry} />
      {observers !== null && observer !== null && named(observer) === undefined && (
        <Notice tone="warning" testId="address">
          The address names the network {observer.replace(/^(model|file):/, '')}, which this server does not
          have or cannot use. Another one is selected.
        </Notice>
      )}
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
          {FIRST.map((name) => (
            <Fragment key={name}>
              {field(name)}
              {name === 'stimulus' && (
                <StimulusPreview study={specification(draft, keys)} disabled={!isReady} />
              )}
            </Fragment>
          ))}
          <MoreFields entries={entries.filter(({ path }) => !FIRST.includes(path))} form={form} />
        </div>
        <div class="buttons">
          <button
            type="submit"
            class="primary"
            data-testid="start"
            data-needs="write"
            disabled={busy || !isReady}
          >
            {busy ? 'Starting…' : 'Start'}
          </button>
          <a href="#/">Cancel</a>
        </div>
      </form>
    </section>
  );
}
