import { useState } from 'preact/hooks';
import { Field } from './Field';

/** The id of the field that has the text of a study file. */
export const STUDY_FILE = 'study-file';

const MAX_BYTES = 64 << 10;

interface Props {
  errorAt: (id: string) => string | undefined;
  onText: (text: string) => void;
  onError: (text: string) => void;
}

/** A part of the form, closed at first, that takes a study file as a file or as text. */
export function StudyFileImport({ errorAt, onText, onError }: Props) {
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
