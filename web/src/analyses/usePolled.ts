import { useEffect, useState } from 'preact/hooks';
import { isNotFound, sentence } from '../api/problem';

interface Polled<Found> {
  found: Found | null;
  trouble: string | null;
  /** Whether there is no such thing. */
  gone: boolean;
}

/**
 * Something that is asked for again and again while the page is looked at. `key` tells when it is something
 * else; `rests`, when it does not change any more.
 */
export function usePolled<Found>(
  key: string,
  ask: () => Promise<Found>,
  everyMillis: number,
  rests: (found: Found) => boolean = () => false,
): Polled<Found> & { accept: (found: Found) => void } {
  const [polled, setPolled] = useState<Polled<Found>>({ found: null, trouble: null, gone: false });
  const accept = (found: Found) => setPolled({ found, trouble: null, gone: false });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      let last = false;
      if (!document.hidden) {
        try {
          const found = await ask();
          if (!stopped) accept(found);
          last = rests(found);
        } catch (error) {
          const gone = isNotFound(error);
          if (!stopped) setPolled((before) => ({ ...before, trouble: sentence(error), gone }));
          last = gone;
        }
      }
      if (!stopped && !last) timer = setTimeout(() => void refresh(), everyMillis);
    };
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [key]);
  return { ...polled, accept };
}
