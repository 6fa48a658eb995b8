import { useEffect, useState } from 'preact/hooks';
import {
  checkStudyFile,
  createStudy,
  getStudy,
  labelStudy,
  listObservers,
  listStudyKeys,
} from '../api/client';
import { errorText } from '../api/problem';
import type { GroupKey, Observer } from '../api/types';
import { useRequest } from '../api/useRequest';
import { percent, whole } from '../format/number';
import { stimulusText } from '../format/stimulus';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Alert } from '../ui/Alert';
import { Fact } from '../ui/Fact';
import { Loading } from '../ui/Loading';
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
  settingsOf,
  specification,
  withObserver,
  withSuggestion,
  type Draft,
} from './draft';
import { Field } from './Field';
import './form.css';
import { FormError } from './FormError';
import { SelectField } from './SelectField';
import { StimulusPreview } from './StimulusPreview';
import { StudyKeyField } from './StudyKeyField';
import { Reasons, useSuggestion } from './Suggestion';
import { useSubmit } from './useSubmit';

/** The id of the field that takes a study file. */
const STUDY_FILE = 'study-file';

const MAX_BYTES = 64 << 10;

const FAILURE = 'The study was not started';
const IMPORT_FAILURE = 'The study file has errors';

/**
 * What the form keeps in the entry of the browser's history, so that it survives Back and reload.
 *
 * `isOwn` is true once a setting other than the name differs from the suggestion.
 */
interface Kept {
  draft: Draft;
  isOwn: boolean;
  /** Notes and tags of the study that is copied. */
  labels?: { notes: string; tags: string[] };
}

interface Props {
  /** Key of the observer to select first. */
  observer: string | null;
  /** Id of a study whose values fill the form. */
  copy: string | null;
}

/** The form that starts a study. */
export function NewStudy({ observer, copy }: Props) {
  const { data: observers, error, retry } = useRequest(listObservers);
  const declared = useRequest(listStudyKeys);
  const keys = declared.data ?? [];
  const { busy, failure, errorAt, send, reject } = useSubmit(FAILURE, (problem) =>
    problem.field?.startsWith('studyFile') ? STUDY_FILE : fieldOf(problem),
  );
  const [kept] = useState(() => (history.state as { form?: Kept } | null)?.form);
  const [{ draft, isOwn, labels }, setForm] = useState<Kept>(
    kept ?? { draft: DEFAULT_DRAFT, isOwn: copy !== null },
  );
  const fill = (filled: Draft, others: Pick<Kept, 'labels'> = {}) =>
    setForm({ ...others, draft: filled, isOwn: true });
  const set = (path: string) => (value: string) =>
    setForm((before) => ({
      ...before,
      draft: { ...before.draft, [path]: value },
      isOwn: before.isOwn || path !== 'name',
    }));
  const select = (key: string) =>
    setForm((before) => ({ ...before, draft: withObserver(before.draft, key) }));
  const form = { draft, set, errorAt };
  const entries = entriesOf(keys, draft);
  const usable = (observers ?? []).filter((candidate) => !candidate.problem);
  const named = (key: string | null) => usable.find((candidate) => observerKey(candidate) === key);
  const chosen = named(observerOf(draft));
  const isReady = keys.length > 0 && observerOf(draft) !== '';
  const study = specification(draft, keys);
  const suggested = useSuggestion(
    draft,
    keys,
    !isOwn && isReady && chosen !== undefined,
    (measured, { specification }) =>
      setForm((before) =>
        settingsOf(before.draft) === settingsOf(measured)
          ? { ...before, draft: withSuggestion(before.draft, specification, keys), isOwn: false }
          : before,
      ),
  );

  useEffect(() => {
    if (observerOf(draft) !== '') history.replaceState({ form: { draft, isOwn, labels } }, '');
  }, [draft, isOwn, labels]);

  useEffect(() => {
    if (observers === null || kept !== undefined || copy !== null) return;
    const initial = named(observer) ?? named(DEFAULT_OBSERVER) ?? usable[0];
    if (initial) select(observerKey(initial));
  }, [observers]);

  useEffect(() => {
    if (copy === null || kept !== undefined || declared.data === null) return;
    getStudy(copy).then(
      ({ specification, notes = '', tags = [] }) =>
        fill(draftOf(specification, keys), { labels: { notes, tags } }),
      (error: unknown) => reject([{ field: null, text: errorText(error) }], 'The study was not copied'),
    );
  }, [declared.data]);

  const submit = () =>
    send(async () => {
      const { id, name } = await createStudy(study);
      announce(`Study ${name} was started`);
      if (labels && (labels.notes !== '' || labels.tags.length > 0))
        await labelStudy(id, { name, ...labels }).catch(() => announce('Its notes and tags were not copied'));
      location.hash = studyHash(id);
    });

  const fillIn = async (file: File) => {
    const { specification, errors } = await checkStudyFile(await file.text());
    const filled = draftOf(specification, keys);
    fill(filled);
    announce('The form has the values of the study file');
    await new Promise(requestAnimationFrame); // the fields of the options that the file chooses
    const lacking = lackingObserver(filled, usable);
    const found = errors.map((error) => ({ field: fieldOf(error), text: error.detail }));
    if (lacking !== null && found.every(({ field }) => field !== 'observer'))
      found.push({ field: 'observer', text: lacking });
    if (found.length > 0) reject(found, IMPORT_FAILURE);
  };

  const open = (file: File) => {
    if (file.size <= MAX_BYTES) return void send(() => fillIn(file), IMPORT_FAILURE);
    const size = Math.ceil(file.size / 1024);
    const text = `${file.name} has ${size} KiB; it must be a study file of at most 64 KiB`;
    reject([{ field: STUDY_FILE, text }], IMPORT_FAILURE);
  };

  const facts = chosen ? networkFacts(chosen) : [];
  if (suggested.busy) facts.push(['Suggestion', 'measuring the network…']);
  else if (isReady) facts.push(...studyFacts(study.study));

  const ofObserver = entries.find(({ path }) => path === 'observer')?.key;
  const observerKeys = ofObserver !== undefined && 'keys' in ofObserver ? ofObserver.keys : [];
  const more = entriesOf(observerKeys, draft, 'observer').filter(
    ({ key, decides }) => key.name !== '' && (!decides || key.is === 'Group'),
  );

  return (
    <section class="page form-page">
      <h1>New study</h1>
      <Loading error={error ?? declared.error} loaded retry={error === null ? declared.retry : retry} />
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
        <FormError failure={failure} />
        <ObserverSelect
          observers={observers ?? []}
          others={observerKeys.flatMap((key) =>
            key.is !== 'Variants'
              ? []
              : key.options.flatMap(({ keys }) => keys.filter((each) => each.is === 'Group')),
          )}
          value={observerOf(draft)}
          error={errorAt('observer')}
          onChange={select}
        />
        <a class="upload" data-needs="write" href="#/upload">
          Upload a network
        </a>
        <dl class="facts rows" data-testid="chosen">
          {facts.map(([term, text]) => (
            <Fact key={term} term={term}>
              {text}
            </Fact>
          ))}
        </dl>
        <Alert error={suggested.error} testId="suggestion-error" />
        {!isOwn && suggested.recommendation !== null && <Reasons recommendation={suggested.recommendation} />}
        <StimulusPreview study={study} disabled={!isReady} />
        <div class="buttons">
          <button
            type="submit"
            class="primary"
            data-testid="start"
            data-needs="write"
            disabled={busy || !isReady || (suggested.busy && !isOwn)}
          >
            {busy ? 'Starting…' : 'Start'}
          </button>
          {isOwn && chosen && (
            <button
              type="button"
              data-testid="suggest"
              disabled={suggested.busy}
              onClick={() => void suggested.suggest()}
            >
              Suggest settings
            </button>
          )}
          <a href="#/">Cancel</a>
        </div>
        <details data-testid="settings" open={kept?.isOwn ?? copy !== null}>
          <summary>All settings</summary>
          <div class="row">
            <Field
              id={STUDY_FILE}
              label="Fill in from a study file"
              hint="A study file (.conf) or its JSON."
              error={errorAt(STUDY_FILE)}
            >
              {(described) => (
                <input
                  {...described}
                  type="file"
                  accept=".conf,.hocon,.json"
                  disabled={observers === null || keys.length === 0}
                  onChange={(event) => {
                    const file = event.currentTarget.files?.[0];
                    event.currentTarget.value = ''; // so that the same file can be chosen again
                    if (file) open(file);
                  }}
                />
              )}
            </Field>
            {[...more, ...entries.filter(({ path }) => path !== 'observer')].map((entry) => (
              <StudyKeyField key={entry.path} entry={entry} form={form} />
            ))}
          </div>
        </details>
      </form>
    </section>
  );
}

type Facts = [term: string, text: string][];

function networkFacts({ shape, output, classes, dataset, accuracy }: Observer): Facts {
  const facts: Facts = [];
  if (shape) facts.push(['Input', shape.join(' × ')]);
  if (output) facts.push(['Output', classes ? `${output} of ${whole(classes.length)} classes` : output]);
  if (dataset) facts.push(['Data set', accuracy ? `${dataset}, accuracy ${percent(accuracy)}` : dataset]);
  if (classes)
    facts.push([
      'Classes',
      classes.length > 12 ? `${classes.slice(0, 12).join(', ')}, …` : classes.join(', '),
    ]);
  return facts;
}

/** What a study shows, asks for and computes, and when it ends. */
function studyFacts(study: Record<string, unknown>): Facts {
  const { 'max-trials': most, ...targets } = (study.stop ?? {}) as Record<string, unknown>;
  const trials = typeof most === 'number' ? [`${whole(most)} trials`] : [];
  return [
    ['Stimuli', stimulusText(study.stimulus)],
    ['Readout', stimulusText(study.readout)],
    ['Estimator', String(study.estimator ?? 'average')],
    [
      'Ends at',
      [...Object.entries(targets).map(([key, value]) => `${key} ${String(value)}`), ...trials].join(' or '),
    ],
  ];
}

interface SelectProps {
  observers: Observer[];
  /** Observers that the server does not have, with keys of their own. */
  others: GroupKey[];
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}

function ObserverSelect({ observers, others, value, error, onChange }: SelectProps) {
  return (
    <SelectField
      id="observer"
      label="Network"
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
