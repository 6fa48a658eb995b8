import { useEffect, useMemo } from 'preact/hooks';
import { StudySession } from './session';

/** The live session of a study, which lasts as long as the component. */
export function useSession(id: string): StudySession {
  const session = useMemo(() => new StudySession(id), [id]);
  useEffect(() => {
    session.start();
    return () => session.stop();
  }, [session]);
  return session;
}
