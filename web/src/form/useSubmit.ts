import { useState } from 'preact/hooks';
import { ProblemError, errorText } from '../api/problem';
import type { Problem } from '../api/types';
import { announce } from '../ui/announcer';

/** The error of the last submission of a form. */
export interface SubmitError<Field extends string> {
  /** The id of the field that it is about; null if it is not on the page. */
  field: Field | null;
  text: string;
}

interface Sending<Field extends string> {
  busy: boolean;
  submitError: SubmitError<Field> | null;
  /** The error of a field. */
  errorAt: (field: Field) => string | undefined;
  /** Runs an action that submits the form; what it throws becomes the error. */
  send: (action: () => Promise<void>) => Promise<void>;
  reject: (field: Field | null, text: string) => void;
  forget: () => void;
}

/**
 * Submits a form. An error is stored, announced and focused.
 *
 * @param failure title of an error, "The study was not started"
 * @param fieldOf returns the id of the field that a problem is about; null for none
 */
export function useSubmit<Field extends string>(
  failure: string,
  fieldOf: (problem: Problem) => Field | null,
): Sending<Field> {
  const [busy, setBusy] = useState(false);
  const [submitError, setSubmitError] = useState<SubmitError<Field> | null>(null);
  const reject = (field: Field | null, text: string) => {
    const shown = field !== null && document.getElementById(field) !== null ? field : null;
    setSubmitError({ field: shown, text });
    announce(`${failure}. ${text}`);
    requestAnimationFrame(() => {
      const target = document.getElementById(shown ?? 'submitError');
      const closed = target?.closest('details');
      if (closed) closed.open = true;
      target?.focus();
    });
  };
  const send = async (action: () => Promise<void>) => {
    setBusy(true);
    setSubmitError(null);
    try {
      await action();
    } catch (error) {
      reject(error instanceof ProblemError ? fieldOf(error.problem) : null, errorText(error));
    }
    setBusy(false);
  };
  return {
    busy,
    submitError,
    errorAt: (field) => (submitError?.field === field ? submitError.text : undefined),
    send,
    reject,
    forget: () => setSubmitError(null),
  };
}
