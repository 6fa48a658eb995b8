import type { GroupKey, ValueKey } from '../api/types';
import {
  entriesOf,
  idOf,
  isPresent,
  optionOf,
  PRESENT,
  randomSeed,
  textAt,
  type Draft,
  type Entry,
} from './draft';
import { capital } from '../format/words';
import { Field } from './Field';
import { SelectField } from './SelectField';
import { TextField } from './TextField';
import { allowsNumber } from './typed';

/** The state of the form. */
export interface Form {
  draft: Draft;
  set: (path: string) => (value: string) => void;
  /** The error of the element with an id. */
  errorAt: (id: string) => string | undefined;
}

/** The field of a key, as its declaration describes it. */
export function StudyKeyField({ entry: { path, key }, form }: { entry: Entry; form: Form }) {
  const id = idOf(path);
  const error = form.errorAt(id);
  const onChange = form.set(path);
  if (key.is === 'Variants') {
    const { word, help } = optionOf(key, form.draft[path]);
    return (
      <SelectField
        id={id}
        label={key.name === '' ? key.help : labelOf(key.name)}
        hint={capital(help)}
        value={word}
        options={key.options.map(({ word, label }) => ({ value: word, label }))}
        error={error}
        onChange={onChange}
      />
    );
  }
  if (key.is === 'Group' && !key.list) return <Section group={key} path={path} form={form} />;
  const label = labelOf(key.name);
  const value = textAt(form.draft, path, key);
  if (key.is === 'Group')
    return (
      <Field id={id} label={label} hint={`${key.help} Valid: a list of objects as JSON.`} error={error}>
        {(described) => (
          <textarea
            {...described}
            rows={3}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
    );
  const common = { id, label, hint: hintOf(key), error };
  if (key.words.length > 0)
    return (
      <SelectField
        {...common}
        value={value}
        options={[
          { value: '', label: key.standard === '' ? '–' : `default (${key.standard})` },
          ...key.words.map((word) => ({ value: word, label: word })),
        ]}
        onChange={onChange}
      />
    );
  return (
    <TextField
      {...common}
      value={value}
      numeric={key.schema.type !== undefined && allowsNumber(key.schema)}
      onChange={onChange}
    >
      {path === 'seed' && (
        <button type="button" onClick={() => onChange(randomSeed())}>
          Random seed
        </button>
      )}
    </TextField>
  );
}

/** The keys of an object. Those of an optional one follow when its box is checked. */
function Section({ group, path, form }: { group: GroupKey; path: string; form: Form }) {
  const id = idOf(path);
  const error = form.errorAt(id);
  const isUsed = !group.optional || isPresent(form.draft, path);
  return (
    <fieldset class="plain" id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>
        {group.optional ? (
          <label class="check">
            <input
              type="checkbox"
              checked={isUsed}
              onChange={(event) => form.set(path)(event.currentTarget.checked ? PRESENT : '')}
            />
            {labelOf(group.name)}
          </label>
        ) : (
          labelOf(group.name)
        )}{' '}
        <small>{group.help}</small>
      </legend>
      {error && (
        <p class="error" id={`${id}-error`} data-testid="field-error">
          {error}
        </p>
      )}
      {isUsed && (
        <div class="row">
          {entriesOf(group.keys, form.draft, path).map((entry) => (
            <StudyKeyField key={entry.path} entry={entry} form={form} />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function labelOf(name: string): string {
  return capital(name.replaceAll('-', ' '));
}

function hintOf({ help, words, range, standard, required, only }: ValueKey): string {
  const facts = [
    words.length === 0 && `valid: ${range}`,
    words.length === 0 && standard !== '' && `default: ${standard}`,
    required && 'required',
    only !== '' && `only with ${only}`,
  ].filter(Boolean);
  return facts.length === 0 ? help : `${help} ${capital(facts.join('; '))}.`;
}
