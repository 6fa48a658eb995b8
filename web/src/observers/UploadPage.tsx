import { useState } from 'preact/hooks';
import { putObserver } from '../api/client';
import { Choice } from '../form/Choice';
import { Field } from '../form/Field';
import '../form/form.css';
import { FormError } from '../form/FormError';
import { TextField } from '../form/TextField';
import { useSubmit } from '../form/useSubmit';
import { observerHash } from '../route/route';
import { announce } from '../ui/announcer';
import {
  DEFAULT_NETWORK,
  networkField,
  networkForm,
  withNetwork,
  type NetworkDraft,
  type NetworkField,
} from './network';

const FAILURE = 'The network was not added';

const descriptions: { value: NetworkDraft['describedBy']; label: string; hint: string }[] = [
  { value: 'form', label: 'Enter here', hint: 'input, output and classes' },
  { value: 'file', label: 'Card file', hint: 'JSON written by revcor train' },
];

/** The form that adds a network to the observers folder. */
export function UploadPage() {
  const [draft, setDraft] = useState(DEFAULT_NETWORK);
  const { busy, submitError, errorAt, send, reject } = useSubmit(FAILURE, (problem) =>
    networkField(problem, draft),
  );
  const set = (more: Partial<NetworkDraft>) => setDraft((before) => ({ ...before, ...more }));
  const upload = () => {
    const name = draft.name.trim();
    if (name === '') return reject('name', 'Name is required');
    void send(async () => {
      const observer = await putObserver(name, networkForm(draft), draft.replace);
      announce(`Observer ${observer.name} was added`);
      location.hash = observerHash(observer.name);
    });
  };
  return (
    <section class="page form-page">
      <h1>Add a network</h1>
      <form
        class="card"
        noValidate
        aria-label="Add a network"
        onSubmit={(event) => {
          event.preventDefault();
          upload();
        }}
      >
        <FormError title={FAILURE} submitError={submitError} />
        <Field
          id="network"
          label="Network"
          hint="A TorchScript file (.pt), which is a program: upload only what you would run. Or .safetensors written by revcor train"
          error={errorAt('network')}
        >
          {(described) => (
            <input
              {...described}
              type="file"
              accept=".pt,.safetensors"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0] ?? null;
                setDraft((before) => withNetwork(before, file));
              }}
            />
          )}
        </Field>
        <TextField
          id="name"
          label="Name"
          hint="Letters, digits, dots, dashes and underscores"
          value={draft.name}
          error={errorAt('name')}
          onChange={(name) => set({ name })}
        />
        <Choice
          name="describedBy"
          legend="Card"
          value={draft.describedBy}
          options={descriptions}
          onChange={(describedBy) => set({ describedBy })}
        />
        {draft.describedBy === 'file' ? (
          <Field id="card" label="Card file" error={errorAt('card')}>
            {(described) => (
              <input
                {...described}
                type="file"
                accept=".json"
                onChange={(event) => set({ card: event.currentTarget.files?.[0] ?? null })}
              />
            )}
          </Field>
        ) : (
          <Description draft={draft} errorAt={errorAt} set={set} />
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={draft.replace}
            onChange={(event) => set({ replace: event.currentTarget.checked })}
          />
          Replace an existing network of this name
        </label>
        <div class="buttons">
          <button type="submit" class="primary" data-testid="upload" disabled={busy}>
            {busy ? 'Adding…' : 'Add network'}
          </button>
          <a href="#/observers">Cancel</a>
        </div>
      </form>
    </section>
  );
}

interface Described {
  draft: NetworkDraft;
  errorAt: (field: NetworkField) => string | undefined;
  set: (more: Partial<NetworkDraft>) => void;
}

function Description({ draft, errorAt, set }: Described) {
  return (
    <>
      <div class="row">
        <TextField
          id="input"
          label="Input"
          hint="Planes, rows, columns"
          value={draft.input}
          error={errorAt('input')}
          onChange={(input) => set({ input })}
        />
        <Field id="output" label="Output" error={errorAt('output')}>
          {(described) => (
            <select
              {...described}
              value={draft.output}
              onChange={(event) => set({ output: event.currentTarget.value })}
            >
              <option value="logits">logits</option>
              <option value="probabilities">probabilities</option>
            </select>
          )}
        </Field>
      </div>
      <TextField
        id="classes"
        label="Classes"
        hint="Names, separated by commas; blank = 0, 1, 2, …"
        value={draft.classes}
        error={errorAt('classes')}
        onChange={(classes) => set({ classes })}
      />
    </>
  );
}
