import { useState } from 'preact/hooks';
import { labelStudy } from '../api/client';
import type { Study } from '../api/types';
import { Field } from '../form/Field';
import { TextField } from '../form/TextField';
import { useSubmit } from '../form/useSubmit';
import { Alert } from '../ui/Alert';
import { Dialog } from '../ui/Dialog';

interface Props {
  study: Study;
  onStudy: (study: Study) => void;
}

/** The notes and tags of a study, and the dialog that changes them and its name. */
export function Labels({ study, onStudy }: Props) {
  const { notes = '', tags = [] } = study;
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="labels">
      {notes !== '' && <p data-testid="notes">{notes}</p>}
      {tags.length > 0 && <Tags tags={tags} />}
      <button type="button" data-testid="label" data-needs="write" onClick={() => setOpen(true)}>
        Name and notes…
      </button>
      {isOpen && <LabelsDialog study={study} onStudy={onStudy} onClose={() => setOpen(false)} />}
    </div>
  );
}

export function Tags({ tags }: { tags: string[] }) {
  return (
    <span class="tags" data-testid="tags">
      {tags.map((tag) => (
        <span key={tag}>{tag}</span>
      ))}
    </span>
  );
}

function LabelsDialog({ study, onStudy, onClose }: Props & { onClose: () => void }) {
  const [name, setName] = useState(study.name);
  const [notes, setNotes] = useState(study.notes ?? '');
  const [tags, setTags] = useState((study.tags ?? []).join(', '));
  const { failure, errorAt, send } = useSubmit('The labels were not saved', ({ field }) => `label-${field}`);
  const save = () =>
    send(async () => {
      const list = tags.split(',').map((tag) => tag.trim());
      onStudy(await labelStudy(study.id, { name, notes, tags: list.filter((tag) => tag !== '') }));
      onClose();
    });
  return (
    <Dialog title="Name and notes" action="Save" onSubmit={() => void save()} onCancel={onClose}>
      <TextField id="label-name" label="Name" value={name} error={errorAt('label-name')} onChange={setName} />
      <Field id="label-notes" label="Notes" error={errorAt('label-notes')}>
        {(described) => (
          <textarea
            {...described}
            rows={4}
            value={notes}
            onInput={(event) => setNotes(event.currentTarget.value)}
          />
        )}
      </Field>
      <TextField
        id="label-tags"
        label="Tags"
        value={tags}
        hint="Separated by commas"
        error={errorAt('label-tags')}
        onChange={setTags}
      />
      <Alert error={failure?.errors.find(({ field }) => field === null)?.text ?? null} />
    </Dialog>
  );
}
