import type {
  GroupKey,
  Observer,
  Problem,
  Specification,
  StudyKey,
  ValueKey,
  VariantsKey,
} from '../api/types';
import { textOf, typed } from './typed';

/**
 * Contents of the form: texts by the paths of their keys, the words of chosen options by the paths of choices, and
 * `PRESENT` by the paths of objects that were requested.
 */
export type Draft = Readonly<Record<string, string>>;

export const DEFAULT_DRAFT: Draft = {
  seed: '42',
  'stop.max-trials': '1000000',
  'stop.reliability': '0.95',
};

/** The text at the path of an object that was requested. */
export const PRESENT = 'true';

/** The observer that the form selects first. */
export const DEFAULT_OBSERVER = 'model:mnist-cnn';

/** Last part of the path of a choice without a name, whose option is chosen by the key that is present. */
const OPTION = 'option';

const OBSERVER_CHOICE = `observer.${OPTION}`;

/** Keys that are sent with a request for suggested settings. */
const MEASURED = ['observer', 'seed', 'stop'];

/** A key at its path. */
export interface Entry {
  path: string;
  key: StudyKey;
  /** Whether the presence of the key is what chooses its option. */
  decides: boolean;
}

/** Returns the keys of a section that a draft uses. The keys of a chosen option follow the choice. */
export function entriesOf(
  keys: StudyKey[],
  draft: Draft,
  section = '',
  deciding: string | null = null,
): Entry[] {
  return keys.flatMap((key) => {
    const path = pathOf(section, key);
    const entry = { path, key, decides: key.name === deciding };
    if (key.is !== 'Variants') return [entry];
    const option = optionOf(key, draft[path]);
    return [entry, ...entriesOf(option.keys, draft, section, key.name === '' ? option.word : null)];
  });
}

/** The option with a word, else the one that applies without a choice, else the first. */
export function optionOf({ options, standard }: VariantsKey, word: string | undefined) {
  const named = (wanted: string | undefined) => options.find((option) => option.word === wanted);
  return named(word) ?? named(standard) ?? options[0]!;
}

/** Converts a draft to a specification. Blank fields are omitted, so that defaults of the server apply. */
export function specification(draft: Draft, keys: StudyKey[]): Specification {
  return { study: section(draft, keys, '') };
}

function section(draft: Draft, keys: StudyKey[], path: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const entry of entriesOf(keys, draft, path)) {
    const value = valueOf(draft, entry);
    if (value !== undefined) values[entry.key.name] = value;
  }
  return values;
}

function valueOf(draft: Draft, { path, key, decides }: Entry): unknown {
  if (key.is === 'Variants') return key.name === '' ? undefined : optionOf(key, draft[path]).word;
  if (key.is === 'Group' && !key.list) {
    const values = section(draft, key.keys, path);
    const isEdited = Object.keys(draft).some((edited) => edited.startsWith(`${path}.`));
    const applies = !key.optional && (isEdited || Object.keys(values).length > 0);
    return applies || isPresent(draft, path) ? values : undefined;
  }
  const text = textAt(draft, path, key);
  if (text.trim() === '') return decides ? '' : undefined;
  return typed(text, key.is === 'Group' ? {} : key.schema);
}

/** Whether the object at a path was requested, even an empty one. */
export function isPresent(draft: Draft, path: string): boolean {
  return draft[path] === PRESENT;
}

/** The text of a key: as edited, else its example if it is required. */
export function textAt(draft: Draft, path: string, key: ValueKey | GroupKey): string {
  return draft[path] ?? (key.is === 'Group' ? '' : key.example);
}

/** Converts a specification to a draft. */
export function draftOf({ study }: Specification, keys: StudyKey[]): Draft {
  const draft: Record<string, string> = {};
  const read = (keys: StudyKey[], values: Record<string, unknown>, section: string) => {
    for (const key of keys) {
      const path = pathOf(section, key);
      const value = values[key.name] ?? undefined;
      if (key.is === 'Variants') {
        const word = key.name === '' ? key.options.find((option) => option.word in values)?.word : value;
        if (word !== undefined) draft[path] = String(word);
        read(optionOf(key, draft[path]).keys, values, section);
      } else if (value !== undefined) {
        if (key.is !== 'Group' || key.list) draft[path] = textOf(value, key.is === 'Group' ? {} : key.schema);
        else if (isObject(value)) {
          if (key.optional || Object.keys(value).length === 0) draft[path] = PRESENT;
          read(key.keys, value, path);
        }
      }
    }
  };
  read(keys, study, '');
  return draft;
}

/** The request for suggested settings: observer, seed and stopping rules of a draft. */
export function suggestionRequest(draft: Draft, keys: StudyKey[]): Specification {
  return specification(
    draft,
    keys.filter(({ name }) => MEASURED.includes(name)),
  );
}

/** Returns a draft with suggested settings. Its name and what was requested stay. */
export function withSuggestion(draft: Draft, suggested: Specification, keys: StudyKey[]): Draft {
  const kept = ['name', ...MEASURED];
  const others = keys.filter(({ name }) => !kept.includes(name));
  const own = Object.entries(draft).filter(([path]) => kept.includes(path.split('.')[0]!));
  return { ...Object.fromEntries(own), ...draftOf(suggested, others) };
}

/** Unique key of an observer; a file and a model may have the same name. */
export function observerKey({ name, file }: Pick<Observer, 'name' | 'file'>): string {
  return file === null || file === undefined ? `model:${name}` : `file:${file}`;
}

/** The key of the observer of a draft; empty for none. Those without a name have only the word of their option. */
export function observerOf(draft: Draft): string {
  const word = draft[OBSERVER_CHOICE];
  return word === undefined ? '' : `${word}:${draft[`observer.${word}`] ?? ''}`;
}

/** Text of all settings of a draft but its name. */
export const settingsOf = (draft: Draft) => JSON.stringify({ ...draft, name: '' });

/** Says why the observer of a draft cannot be used; null if it can, or if clients respond. */
export function lackingObserver(draft: Draft, usable: Observer[]): string | null {
  const word = draft[OBSERVER_CHOICE];
  if (word !== 'model' && word !== 'file') return null;
  const key = observerOf(draft);
  return usable.some((observer) => observerKey(observer) === key)
    ? null
    : `study.observer.${word} is ${draft[`observer.${word}`]}; it must be a network of this server`;
}

export function withObserver(draft: Draft, key: string): Draft {
  const end = key.indexOf(':');
  const word = key.slice(0, end);
  const name = key.slice(end + 1);
  return { ...draft, [OBSERVER_CHOICE]: word, ...(name === '' ? {} : { [`observer.${word}`]: name }) };
}

/** The id of the element that a problem is about: that of its key, else of the closest section around it. */
export function fieldOf(
  { field = '' }: Pick<Problem, 'field'>,
  exists = (id: string) => document.getElementById(id) !== null,
): string | null {
  const names = field
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
    .slice(1);
  const ids = names.map((_, i) => idOf(names.slice(0, names.length - i).join('.')));
  return ids.find(exists) ?? null;
}

/** The id of the element of a key. */
export function idOf(path: string): string {
  return path.replaceAll('.', '-');
}

export function randomSeed(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pathOf(section: string, key: StudyKey): string {
  const name = key.is === 'Variants' && key.name === '' ? OPTION : key.name;
  return section === '' ? name : `${section}.${name}`;
}
