import { useEffect, useRef, useState } from 'preact/hooks';
import { LookLoader } from './looks';
import { errorText } from './problem';

interface Loaded<T> {
  data: T | null;
  /** Number of times it was loaded. */
  times: number;
  /** The error of the last attempt. */
  error: string | null;
}

const NONE = { data: null, times: 0, error: null };

/** Loads something now and at every look; nothing while `load` is null. Starts again with another key. */
export function useLooks<T>(load: (() => Promise<T>) | null, key: string, look: number): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>(NONE);
  const loader = useRef<LookLoader<T> | null>(null);
  const given = `${key} ${load !== null}`;
  useEffect(() => {
    setLoaded(NONE);
    if (load === null) return;
    const looks = new LookLoader(
      load,
      (data) => setLoaded(({ times }) => ({ data, times: times + 1, error: null })),
      (error) => setLoaded((before) => ({ ...before, error: errorText(error) })),
    );
    loader.current = looks;
    return () => {
      loader.current = null;
      looks.stop();
    };
  }, [given]);
  useEffect(() => loader.current?.request(look), [given, look]);
  return loaded;
}
