import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { checkStudyFile, createStudy, listObservers, listStudyKeys } from '../api/client';
import { useRequest } from '../api/useRequest';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { LoadError } from '../ui/LoadError';
import { Notice } from '../ui/Notice';
import {
  DEFAULT_DRAFT,
  DEFAULT_OBSERVER,
  draftOf,
  entriesOf,
  fieldOf,
  lackingObserver,
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
import { STUDY_FILE, StudyFileImport } from './StudyFileImport';
import { Suggestion } from './Suggestion';
import { useSubmit } from './useSubmit';

const FAILURE = 'The study was not started';
const IMPORT_FAILURE = 'The study file has errors';

/** Keys that are shown first, in this order. */
const FIRST = ['name', 'observer', 'stimulus', 'readout', 'estimator', 'conventions', 'seed', 'stop'];

/** The form that starts a study. `observer` is the key of the observer to select first. */
export function NewStudy({ observer }: { observer: string | null }) {
  const { data: observers, error, retry } = useRequest(listObservers);
  const declared = useRequest(listStudyKeys);
  const keys = declared.data ?? [];
  const { busy, failure, errorAt, send, reject } = useSubmit(FAILURE, (problem) =>
    problem.field?.startsWith('studyFile') ? STUDY_FILE : fieldOf(problem),
  );
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

  const fillIn = async (text: string) => {
    const { specification, errors } = await checkStudyFile(text);
    const filled = draftOf(specification, keys);
    setDraft(filled);
    announce('The form has the values of the study file');
    await new Promise(requestAnimationFrame); // the fields of the options that the file chooses
    const lacking = lackingObserver(filled, usable);
    const found = errors.map((error) => ({ field: fieldOf(error), text: error.detail }));
    if (lacking !== null && found.every(({ field }) => field !== 'observer'))
      found.push({ field: 'observer', text: lacking });
    if (found.length > 0) reject(found, IMPORT_FAILURE);
  };

  const field = (name: string) => {
    const entry = entries.find(({ path }) => path === name);
    if (entry === undefined) return null;
    if (name !== 'observer' || !('keys' in entry.key)) return <StudyKeyField entry={entry} form={form} />;
    const more = entriesOf(entry.key.keys, draft, name).filter(({ key }) => key.name !== '');
    const groups = entry.key.keys.flatMap((key) =>
      key.is !== 'Variants'
        ? []
        : key.options.flatMap(({ keys }) => keys.filter((each) => each.is === 'Group')),
    );
    return (
      <>
        <ObserverSelect
          observers={observers ?? []}
          others={groups}
          value={observerOf(draft)}
          error={errorAt(name)}
          onChange={(key) => setDraft((before) => withObserver(before, key))}
        />
        {more
          .filter(({ key, decides }) => decides && key.is === 'Group')
          .map((each) => (
            <StudyKeyField key={each.path} entry={each} form={form} />
          ))}
        <MoreFields entries={more.filter(({ decides }) => !decides)} form={form} />
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
        {observers !== null && keys.length > 0 && (
          <StudyFileImport
            errorAt={errorAt}
            onText={(text) => void send(() => fillIn(text), IMPORT_FAILURE)}
            onError={(text) => reject([{ field: STUDY_FILE, text }], IMPORT_FAILURE)}
          />
        )}
        <FormError failure={failure} />
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
