import { Store, useStore } from '../store/store';

const spoken = new Store<string, string>('', (_before, text) => text);

/** Says something to screen readers, politely. For changes of state only: numbers that run are not spoken. */
export function announce(text: string): void {
  spoken.dispatch(text);
}

/** The page's one live region. */
export function Announcer() {
  const text = useStore(spoken);
  return (
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}
