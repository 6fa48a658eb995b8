import { useState } from 'preact/hooks';
import { putObserver } from '../api/client';
import { Field } from '../form/Field';
import '../form/form.css';
import { FormError } from '../form/FormError';
import { SelectField } from '../form/SelectField';
import { TextField } from '../form/TextField';
import { useSubmit } from '../form/useSubmit';
import { observerHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Notice } from '../ui/Notice';
import type { UploadedObserver } from '../api/types';
import { percent, whole } from '../format/number';
import {
  DATA_SETS,
  DEFAULT_NETWORK,
  LAYOUTS,
  OUTPUTS,
  networkField,
  networkForm,
  SCALES,
  withNetwork,
  type NetworkDraft,
  type NetworkField,
} from './network';

const FAILURE = 'The network was not added';

const descriptions: { value: NetworkDraft['describedBy']; label: string; hint: string }[] = [
  { value: 'form', label: 'Enter here', hint: 'what the file does not contain' },
  { value: 'file', label: 'Card file', hint: 'JSON written by revcor train' },
];

/** The form that adds a network to the observers folder. */
export function UploadPage() {
  const [draft, setDraft] = useState(DEFAULT_NETWORK);
  const { busy, failure, errorAt, send, reject } = useSubmit(FAILURE, (problem) =>
    networkField(problem, draft),
  );
  const [checked, setChecked] = useState<{ observer: UploadedObserver; added: boolean } | null>(null);
  const set = (more: Partial<NetworkDraft>) => {
    setChecked(null);
    setDraft((before) => ({ ...before, ...more }));
  };
  const put = (save: boolean, show: (observer: UploadedObserver) => void) => {
    const name = draft.name.trim();
    if (name === '') return reject([{ field: 'name', text: 'Name is required' }]);
    setChecked(null);
    const images = draft.describedBy === 'form' ? draft.dataset : '';
    void send(async () => show(await putObserver(name, networkForm(draft), { ...draft, images, save })));
  };
  const upload = () =>
    put(true, (observer) => {
      announce(`Observer ${observer.name} was added`);
      if (observer.test?.warning) setChecked({ observer, added: true });
      else location.hash = observerHash(observer.name);
    });
  const check = () => put(false, (observer) => setChecked({ observer, added: false }));
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
        <FormError failure={failure} />
        <Field
          id="network"
          label="Network"
          hint="ONNX (.onnx); TorchScript (.pt), which is a program: upload only what you would run; or .safetensors written by revcor train"
          error={errorAt('network')}
        >
          {(described) => (
            <input
              {...described}
              type="file"
              accept=".onnx,.pt,.safetensors"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0] ?? null;
                setChecked(null);
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
        <SelectField
          id="described-by"
          label="Card"
          hint={descriptions.find(({ value }) => value === draft.describedBy)?.hint}
          value={draft.describedBy}
          options={descriptions}
          onChange={(value) => set({ describedBy: value as NetworkDraft['describedBy'] })}
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
        {checked && <Checked {...checked} />}
        <div class="buttons">
          <button type="button" data-testid="check" data-needs="admin" disabled={busy} onClick={check}>
            Test without adding
          </button>
          <button type="submit" class="primary" data-testid="upload" data-needs="admin" disabled={busy}>
            {busy ? 'Adding…' : 'Add network'}
          </button>
          <a href="#/observers">Cancel</a>
        </div>
      </form>
    </section>
  );
}

/** What a test of the network has found. */
function Checked({ observer, added }: { observer: UploadedObserver; added: boolean }) {
  const { test, layers, classes } = observer;
  return (
    <div role="status" data-testid="checked">
      <p>
        The network runs. It has {whole(classes?.length)} classes and the layers{' '}
        {layers?.map((layer) => layer.name).join(', ')}.{' '}
        {test &&
          `It classifies ${percent(test.accuracy)} of ${whole(test.tested)} test images of ${test.images} correctly; chance is ${percent(test.chance)}.`}
      </p>
      {test?.warning && <Notice tone="warning">{test.warning}</Notice>}
      {added && (
        <p>
          The network was added: <a href={observerHash(observer.name)}>{observer.name}</a>
        </p>
      )}
    </div>
  );
}

interface Described {
  draft: NetworkDraft;
  errorAt: (field: NetworkField) => string | undefined;
  set: (more: Partial<NetworkDraft>) => void;
}

type TextKey = 'input' | 'mean' | 'sd' | 'layers' | 'classes';
type SelectKey = 'output' | 'scale' | 'layout' | 'dataset';

function Description({ draft, errorAt, set }: Described) {
  const text = (id: TextKey, label: string, hint: string) => (
    <TextField
      id={id}
      label={label}
      hint={hint}
      value={draft[id]}
      error={id === 'mean' || id === 'sd' ? undefined : errorAt(id)}
      onChange={(value) => set({ [id]: value })}
    />
  );
  const select = (id: SelectKey, label: string, options: Record<string, string>, hint?: string) => (
    <SelectField
      id={id}
      label={label}
      hint={hint}
      options={Object.entries(options).map(([value, label]) => ({ value, label }))}
      value={draft[id]}
      error={errorAt(id)}
      onChange={(value) => set({ [id]: value })}
    />
  );
  return (
    <>
      <div class="row">
        {text('input', 'Input', 'Planes, rows, columns; blank = as in the ONNX file')}
        {select('output', 'Output', OUTPUTS)}
      </div>
      <div class="row">
        {select('scale', 'Values of the input', SCALES)}
        {select('layout', 'Order of the input', LAYOUTS)}
      </div>
      {draft.scale === 'own' && (
        <div class="row">
          {text('mean', 'Mean', 'A number for each plane')}
          {text('sd', 'Standard deviation', 'A number for each plane')}
        </div>
      )}
      {select(
        'dataset',
        'Data set',
        { '': 'none of these', ...Object.fromEntries(DATA_SETS.map((name) => [name, name])) },
        'Test images that show whether scale, order and classes are right',
      )}
      {text(
        'layers',
        'Layers',
        'Names of what it returns beside its output; blank = as in the ONNX file, else hidden1, hidden2, …',
      )}
      {text('classes', 'Classes', 'Names, separated by commas; blank = as in the ONNX file, else 0, 1, 2, …')}
    </>
  );
}
