import { useEffect, useState } from 'preact/hooks';
import { isNotFound, sentence } from './problem';

interface Answer<Found> {
  /** Null while it is asked for. */
  found: Found | null;
  trouble: string | null;
  /** Whether there is no such thing. */
  gone: boolean;
}

/** Something that is asked for once; again when `key` changes, or when it is tried again. */
export function useAsked<Found>(
  ask: () => Promise<Found>,
  key?: string | null,
): Answer<Found> & { retry: () => void } {
  const [answer, setAnswer] = useState<Answer<Found>>({ found: null, trouble: null, gone: false });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let stopped = false;
    ask().then(
      (found) => {
        if (!stopped) setAnswer({ found, trouble: null, gone: false });
      },
      (error: unknown) => {
        if (stopped) return;
        setAnswer((before) => ({ ...before, trouble: sentence(error), gone: isNotFound(error) }));
      },
    );
    return () => {
      stopped = true;
    };
  }, [key, attempt]);
  return { ...answer, retry: () => setAttempt((before) => before + 1) };
}
