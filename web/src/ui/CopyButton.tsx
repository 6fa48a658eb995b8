import { useEffect, useState } from 'preact/hooks';
import { announce } from './announcer';

/** Copies a text to the clipboard; shows the outcome for two seconds. */
export function CopyButton({ text, what, testId }: { text: string; what: string; testId?: string }) {
  const [outcome, setOutcome] = useState<string | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied');
      announce(`${what} copied`);
    } catch {
      setOutcome('Copy failed: select the text');
    }
  };
  return (
    <button
      type="button"
      class="small"
      aria-label={`Copy the ${what}`}
      data-testid={testId}
      onClick={() => void copy()}
    >
      {outcome ?? 'Copy'}
    </button>
  );
}
