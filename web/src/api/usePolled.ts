import { useEffect, useState } from 'preact/hooks';
import { isNotFound, errorText } from './problem';

interface Polled<Data> {
  data: Data | null;
  error: string | null;
  /** Whether the item does not exist. */
  notFound: boolean;
}

/**
 * Polls data while the page is visible. A new `key` restarts the polling; `isFinal` returns true when the data no
 * longer changes.
 */
export function usePolled<Data>(
  key: string,
  load: () => Promise<Data>,
  everyMillis: number,
  isFinal: (data: Data) => boolean = () => false,
): Polled<Data> & { accept: (data: Data) => void } {
  const [polled, setPolled] = useState<Polled<Data>>({ data: null, error: null, notFound: false });
  const accept = (data: Data) => setPolled({ data, error: null, notFound: false });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      let last = false;
      if (!document.hidden) {
        try {
          const data = await load();
          if (!stopped) accept(data);
          last = isFinal(data);
        } catch (error) {
          const notFound = isNotFound(error);
          if (!stopped) setPolled((before) => ({ ...before, error: errorText(error), notFound }));
          last = notFound;
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
