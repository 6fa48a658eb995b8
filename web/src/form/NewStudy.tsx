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
import { StimulusPreview } from './StimulusPreview';
import { MoreFields, StudyKeyField } from './StudyKeyField';
import { Suggestion } from './Suggestion';
import { useSubmit } from './useSubmit';
import type { Observer, GroupKey } from '../api/types';
import { percent } from '../format/number';
import { SelectField } from './SelectField';
import { Field } from './Field';

/** The id of the field that has the text of a study file. */
const STUDY_FILE = 'study-file';

const MAX_BYTES = 64 << 10;

interface StudyFileImportProps {
  errorAt: (id: string) => string | undefined;
  onText: (text: string) => void;
  onError: (text: string) => void;
}

/** A part of the form, closed at first, that takes a study file as a file or as text. */
function StudyFileImport({ errorAt, onText, onError }: StudyFileImportProps) {
  const [text, setText] = useState('');

  const open = async (file: File) => {
    if (file.size > MAX_BYTES) {
      onError(
        `${file.name} has ${Math.ceil(file.size / 1024)} KiB; it must be a study file of at most 64 KiB`,
      );
      return;
    }
    const content = await file.text();
    setText(content);
    onText(content);
  };

  return (
    <details data-testid="import" data-needs="write">
      <summary>Fill in from a study file</summary>
      <div class="row">
        <Field id="study-file-chosen" label="File" hint="A study file (.conf) or its JSON.">
          {(described) => (
            <input
              {...described}
              type="file"
              accept=".conf,.hocon,.json"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                event.currentTarget.value = ''; // so that the same file can be chosen again
                if (file) void open(file);
              }}
            />
          )}
        </Field>
        <Field id={STUDY_FILE} label="Or its text" error={errorAt(STUDY_FILE)}>
          {(described) => (
            <textarea
              {...described}
              rows={4}
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <button
          type="button"
          data-testid="fill-in"
          disabled={text.trim() === ''}
          onClick={() => onText(text)}
        >
          Fill in
        </button>
      </div>
    </details>
  );
}

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

interface Props {
  observers: Observer[];
  /** Observers that the server does not have, with keys of their own. */
  others: GroupKey[];
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}

function ObserverSelect({ observers, others, value, error, onChange }: Props) {
  const chosen = observers.find((observer) => observerKey(observer) === value);
  return (
    <SelectField
      id="observer"
      label="Observer"
      hint={chosen && describe(chosen)}
      options={[
        ...observers.map((observer) => ({
          value: observerKey(observer),
          label: `${observer.name}${observer.file ? ` (${observer.file})` : ''}${observer.problem ? ': unusable' : ''}`,
          disabled: observer.problem !== null,
        })),
        ...others.map(({ name, help }) => ({ value: `${name}:`, label: `${name}: ${help}` })),
      ]}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

/** "1 × 28 × 28, 10 classes, mnist, accuracy 99.1 %". */
function describe(observer: Observer): string {
  return [
    observer.shape?.join(' × '),
    observer.classes && `${observer.classes.length} classes`,
    observer.dataset,
    observer.accuracy !== null && observer.accuracy !== undefined && `accuracy ${percent(observer.accuracy)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
