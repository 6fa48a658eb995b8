import { useEffect, useRef, useState } from 'preact/hooks';
import { getSignificance } from '../api/client';
import { LookLoader } from '../api/looks';
import { errorText } from '../api/problem';
import type { Significance, Study } from '../api/types';

interface Tests {
  tests: Significance | null;
  /** The error of the last attempt. */
  error: string | null;
}

const NONE: Tests = { tests: null, error: null };

/** Has the server test the maps of a study at every look, while `isNeeded`. */
export function useTests(study: Study, isNeeded: boolean): Tests {
  const [known, setKnown] = useState(NONE);
  const loader = useRef<LookLoader<Significance> | null>(null);
  useEffect(() => {
    setKnown(NONE);
    if (!isNeeded) return;
    const looks = new LookLoader(
      () => getSignificance(study.id),
      (tests) => setKnown({ tests, error: null }),
      (error) => setKnown(({ tests }) => ({ tests, error: errorText(error) })),
    );
    loader.current = looks;
    return () => {
      loader.current = null;
      looks.stop();
    };
  }, [study.id, isNeeded]);
  useEffect(() => loader.current?.request(study.trials), [study.trials, study.id, isNeeded]);
  return known;
}
