import { useEffect, useState } from 'preact/hooks';
import { announce } from './announcer';

/** Copies a text; says so on itself for two seconds. */
export function CopyButton({ text, what, testId }: { text: string; what: string; testId?: string }) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
      announce(`${what} copied`);
    } catch {
      setSaid('Select it and copy by hand');
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
      {said ?? 'Copy'}
    </button>
  );
}
