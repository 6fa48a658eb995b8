import { useState } from 'preact/hooks';
import { errorText } from './problem';

/** Runs actions of the user, and keeps the error of the last one. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const attempt = async (action: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return { busy, error, attempt };
}
