import { Store, useStore } from '../store/store';

/** The latest text and its number, so that a repeated text is announced again. */
const announcement = new Store({ text: '', number: 0 }, ({ number }, text: string) => ({
  text,
  number: number + 1,
}));

/** Announces a change of state to screen readers. Do not use it for numbers that change constantly. */
export function announce(text: string): void {
  announcement.dispatch(text);
}

/** The live region of the page. */
export function Announcer() {
  const { text, number } = useStore(announcement);
  return (
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      <span key={number}>{text}</span>
    </div>
  );
}
