import { useEffect, useState } from 'preact/hooks';
import { isNotFound, errorText } from './problem';

/** The state of a request. */
interface RequestState<Data> {
  /** Null until the response arrives. */
  data: Data | null;
  error: string | null;
  /** Whether the item does not exist. */
  notFound: boolean;
}

/** Sends a request once, and again when `key` changes or `retry` is called. */
export function useRequest<Data>(
  request: () => Promise<Data>,
  key?: string | null,
): RequestState<Data> & { retry: () => void } {
  const [state, setState] = useState<RequestState<Data>>({ data: null, error: null, notFound: false });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let stopped = false;
    request().then(
      (data) => {
        if (!stopped) setState({ data, error: null, notFound: false });
      },
      (error: unknown) => {
        if (stopped) return;
        setState((before) => ({ ...before, error: errorText(error), notFound: isNotFound(error) }));
      },
    );
    return () => {
      stopped = true;
    };
  }, [key, attempt]);
  return { ...state, retry: () => setAttempt((before) => before + 1) };
}
