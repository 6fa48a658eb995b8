import { useEffect, useState } from 'preact/hooks';
import { listAnalysisKinds, listObservers, listStudies } from '../api/client';
import { sentence } from '../api/problem';
import type { AnalysisKind, Observer, StudyRow } from '../api/types';

const MOST_STUDIES = 500;

/** What a form for an analysis offers. */
export interface Choices {
  kinds: AnalysisKind[];
  observers: Observer[];
  /** Newest first. */
  studies: StudyRow[];
}

/** What the server offers; null while it is asked for. */
export function useChoices(): { choices: Choices | null; trouble: string | null; retry: () => void } {
  const [choices, setChoices] = useState<Choices | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let stopped = false;
    Promise.all([listAnalysisKinds(), listObservers(), listStudies(MOST_STUDIES, null)]).then(
      ([kinds, observers, { studies }]) => {
        if (stopped) return;
        setChoices({ kinds, observers, studies });
        setTrouble(null);
      },
      (error: unknown) => {
        if (!stopped) setTrouble(sentence(error));
      },
    );
    return () => {
      stopped = true;
    };
  }, [attempt]);
  return { choices, trouble, retry: () => setAttempt((before) => before + 1) };
}
