import { Store, useStore } from '../store/store';

/** A text, and how many were said before: the same text twice is two. */
const spoken = new Store({ text: '', number: 0 }, ({ number }, text: string) => ({
  text,
  number: number + 1,
}));

/** Says something to screen readers, politely. For changes of state only: numbers that run are not spoken. */
export function announce(text: string): void {
  spoken.dispatch(text);
}

/** The page's one live region. */
export function Announcer() {
  const { text, number } = useStore(spoken);
  return (
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      <span key={number}>{text}</span>
    </div>
  );
}
