import { useState } from 'preact/hooks';
import { createStudy } from '../api/client';
import { ProblemError, sentence } from '../api/problem';
import { studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { specification, type Draft } from './draft';
import { fieldOf, type Field } from './fields';

/** What the server said of the last attempt. */
export interface Refusal {
  /** Null if it is about none that is on the page. */
  field: Field | null;
  text: string;
}

/** Sends a draft; goes to the study's page, or keeps what was wrong and puts the focus there. */
export function useSubmission(): {
  busy: boolean;
  refusal: Refusal | null;
  submit: (draft: Draft) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async (draft: Draft) => {
    setBusy(true);
    setRefusal(null);
    try {
      const study = await createStudy(specification(draft));
      announce(`Study ${study.name} was started`);
      location.hash = studyHash(study.id);
    } catch (error) {
      const refused = refusalOf(error);
      setRefusal(refused);
      announce(`The study was not started. ${refused.text}`);
      requestAnimationFrame(() => document.getElementById(refused.field ?? 'refusal')?.focus());
    }
    setBusy(false);
  };
  return { busy, refusal, submit };
}

function refusalOf(error: unknown): Refusal {
  const field = error instanceof ProblemError ? fieldOf(error.problem) : null;
  const isShown = field !== null && document.getElementById(field) !== null;
  return { field: isShown ? field : null, text: sentence(error) };
}
