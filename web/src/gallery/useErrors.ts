import { useEffect, useRef, useState } from 'preact/hooks';
import { getArray, mapPath } from '../api/client';
import { LookLoader } from '../api/looks';
import type { Errors } from './pixel';

/**
 * Standard errors and z of a map, loaded at every look while they are wanted; null before, and if it has none.
 *
 * @param channel name of its channel
 */
export function useErrors(study: string, channel: string, look: number, wanted: boolean): Errors | null {
  const [errors, setErrors] = useState<Errors | null>(null);
  const loader = useRef<Pick<LookLoader<unknown>, 'request'> | null>(null);
  useEffect(() => {
    setErrors(null);
    loader.current = null;
    if (!wanted) return;
    const array = (view: string) => getArray(study, mapPath(channel, view));
    const looks = new LookLoader(
      () => Promise.all([array('error'), array('z')]),
      ([errors, z]) => setErrors({ errors, z }),
    );
    loader.current = looks;
    return () => looks.stop();
  }, [study, channel, wanted]);
  useEffect(() => loader.current?.request(look), [study, channel, wanted, look]);
  return errors;
}
