import { useState } from 'preact/hooks';
import { ProblemError, sentence, type Problem } from '../api/problem';
import { announce } from '../ui/announcer';

/** What was wrong with the last attempt to send a form. */
export interface Refusal<Field extends string> {
  /** The id of the field that it is about; null if that is none on the page. */
  field: Field | null;
  text: string;
}

interface Sending<Field extends string> {
  busy: boolean;
  refusal: Refusal<Field> | null;
  /** What is wrong with a field. */
  errorAt: (field: Field) => string | undefined;
  /** Does what sends the form; what that throws is the refusal. */
  send: (action: () => Promise<void>) => Promise<void>;
  refuse: (field: Field | null, text: string) => void;
  forget: () => void;
}

/**
 * Sends a form. A refusal is kept, spoken, and has the focus.
 *
 * @param notDone what did not happen then, "The study was not started"
 * @param fieldOf the id of the field that a problem is about; null for none
 */
export function useSending<Field extends string>(
  notDone: string,
  fieldOf: (problem: Problem) => Field | null,
): Sending<Field> {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal<Field> | null>(null);
  const refuse = (field: Field | null, text: string) => {
    const shown = field !== null && document.getElementById(field) !== null ? field : null;
    setRefusal({ field: shown, text });
    announce(`${notDone}. ${text}`);
    requestAnimationFrame(() => document.getElementById(shown ?? 'refusal')?.focus());
  };
  const send = async (action: () => Promise<void>) => {
    setBusy(true);
    setRefusal(null);
    try {
      await action();
    } catch (error) {
      refuse(error instanceof ProblemError ? fieldOf(error.problem) : null, sentence(error));
    }
    setBusy(false);
  };
  return {
    busy,
    refusal,
    errorAt: (field) => (refusal?.field === field ? refusal.text : undefined),
    send,
    refuse,
    forget: () => setRefusal(null),
  };
}
