import { useEffect, useState } from 'preact/hooks';
import { getObserver } from '../api/client';
import { ProblemError, sentence } from '../api/problem';
import type { Observer } from '../api/types';

interface Found {
  observer: Observer | null;
  trouble: string | null;
  /** Whether there is none of that name. */
  gone: boolean;
}

/** One observer; null while it is asked for. */
export function useObserver(name: string): Found {
  const [found, setFound] = useState<Found>({ observer: null, trouble: null, gone: false });
  useEffect(() => {
    let stopped = false;
    getObserver(name).then(
      (observer) => {
        if (!stopped) setFound({ observer, trouble: null, gone: false });
      },
      (error: unknown) => {
        const gone = error instanceof ProblemError && error.status === 404;
        if (!stopped) setFound({ observer: null, trouble: sentence(error), gone });
      },
    );
    return () => {
      stopped = true;
    };
  }, [name]);
  return found;
}
