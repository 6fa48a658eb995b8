import { useEffect, useState } from 'preact/hooks';
import { listObservers } from '../api/client';
import { sentence } from '../api/problem';
import type { Observer } from '../api/types';

/** What can be studied here; null while it is asked for. */
export function useObservers(): { observers: Observer[] | null; trouble: string | null; retry: () => void } {
  const [observers, setObservers] = useState<Observer[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let stopped = false;
    listObservers().then(
      (found) => {
        if (stopped) return;
        setObservers(found);
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
  return { observers, trouble, retry: () => setAttempt((before) => before + 1) };
}
