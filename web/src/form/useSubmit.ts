import { useState } from 'preact/hooks';
import { ProblemError, errorText } from '../api/problem';
import type { Problem } from '../api/types';
import { announce } from '../ui/announcer';

/** An error of a form. */
export interface FieldError<Field extends string> {
  /** The id of the field that it is about; null if it is not on the page. */
  field: Field | null;
  text: string;
}

/** Why a form was not submitted. */
export interface Failure<Field extends string> {
  title: string;
  errors: FieldError<Field>[];
}

interface Sending<Field extends string> {
  busy: boolean;
  failure: Failure<Field> | null;
  /** The errors of a field. */
  errorAt: (field: Field) => string | undefined;
  /** Runs an action that submits the form; what it throws becomes the failure. */
  send: (action: () => Promise<void>, title?: string) => Promise<void>;
  reject: (errors: FieldError<Field>[], title?: string) => void;
  forget: () => void;
}

/**
 * Submits a form. A failure is stored and announced, and its first error focused.
 *
 * @param title default title of a failure, "The study was not started"
 * @param fieldOf returns the id of the field that a problem is about; null for none
 */
export function useSubmit<Field extends string>(
  title: string,
  fieldOf: (problem: Problem) => Field | null,
): Sending<Field> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure<Field> | null>(null);
  const reject = (given: FieldError<Field>[], ofFailure = title) => {
    const errors = given.map(({ field, text }) => ({
      field: field !== null && document.getElementById(field) !== null ? field : null,
      text,
    }));
    setFailure({ title: ofFailure, errors });
    announce([ofFailure, ...errors.map(({ text }) => text)].join('. '));
    requestAnimationFrame(() => {
      const targets = errors.map(({ field }) => document.getElementById(field ?? 'submitError'));
      for (const target of targets) {
        let fold = target?.closest('details');
        for (; fold; fold = fold.parentElement?.closest('details')) fold.open = true;
      }
      targets[0]?.focus();
    });
  };
  const send = async (action: () => Promise<void>, ofFailure = title) => {
    setBusy(true);
    setFailure(null);
    try {
      await action();
    } catch (error) {
      const field = error instanceof ProblemError ? fieldOf(error.problem) : null;
      reject([{ field, text: errorText(error) }], ofFailure);
    }
    setBusy(false);
  };
  const errorAt = (field: Field) => {
    const texts = (failure?.errors ?? []).filter((error) => error.field === field).map(({ text }) => text);
    return texts.length === 0 ? undefined : texts.join('\n');
  };
  return { busy, failure, errorAt, send, reject, forget: () => setFailure(null) };
}
