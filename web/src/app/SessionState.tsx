import { useEffect, useState } from 'preact/hooks';
import { getSession, logOut } from '../api/client';
import type { Session } from '../api/types';

/**
 * Whose token the browser sends, and a button to log out; nothing without a token. The page does not
 * show what the scope of the token does not permit: elements with `data-needs`.
 */
export function SessionState() {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    getSession().then(setSession, () => setSession(null));
  }, []);
  useEffect(() => {
    document.documentElement.dataset.scope = session?.scope ?? '';
  }, [session]);
  if (!session?.name) return null;
  return (
    <span class="session" data-testid="session">
      {session.name} ({session.scope}){' '}
      <button type="button" class="small" onClick={() => logOut().then(() => location.reload())}>
        Log out
      </button>
    </span>
  );
}
