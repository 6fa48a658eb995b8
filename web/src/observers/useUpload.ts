import { useState } from 'preact/hooks';
import { putObserver } from '../api/client';
import { ProblemError, sentence } from '../api/problem';
import { observerHash } from '../route/route';
import { announce } from '../ui/announcer';
import { networkField, networkForm, type NetworkDraft, type NetworkField } from './network';

export interface UploadRefusal {
  field: NetworkField | null;
  text: string;
}

/** Sends a network; goes to its page, or keeps what was wrong and puts the focus there. */
export function useUpload(): {
  busy: boolean;
  refusal: UploadRefusal | null;
  upload: (draft: NetworkDraft) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<UploadRefusal | null>(null);
  const refuse = (refused: UploadRefusal) => {
    setRefusal(refused);
    announce(`The network was not added. ${refused.text}`);
    requestAnimationFrame(() => document.getElementById(refused.field ?? 'refusal')?.focus());
  };
  const upload = async (draft: NetworkDraft) => {
    if (draft.name.trim() === '') {
      refuse({ field: 'name', text: 'Give it a name' });
      return;
    }
    setBusy(true);
    setRefusal(null);
    try {
      const observer = await putObserver(draft.name.trim(), networkForm(draft), draft.replace);
      announce(`Observer ${observer.name} was added`);
      location.hash = observerHash(observer.name);
    } catch (error) {
      const field = error instanceof ProblemError ? networkField(error.problem, draft) : null;
      refuse({ field, text: sentence(error) });
    }
    setBusy(false);
  };
  return { busy, refusal, upload };
}
