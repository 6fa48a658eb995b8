import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { getArray } from '../api/client';
import type { NpyArray } from '../api/npy';
import { errorText } from '../api/problem';
import type { Channel, Study } from '../api/types';
import { isCentred, mapsOf, type Kind } from '../gallery/kinds';
import { Maps } from '../gallery/maps';
import { LookLoader } from '../api/looks';

/** A view of all maps other than the live means. */
export interface Fetched {
  maps: Maps;
  /** Number of times it was fetched. */
  times: number;
  /** The error of the last attempt. */
  error: string | null;
}

const NOT_FETCHED = { times: 0, error: null };

/** Fetches a view of all maps when it is selected, and again at every look. Means come from the live feed. */
export function useKind(study: Study, channels: Channel[], kind: Kind): Fetched {
  const maps = useMemo(() => new Maps(kind === 'error'), [study.id, kind]);
  const [known, setKnown] = useState<Omit<Fetched, 'maps'>>(NOT_FETCHED);
  const newest = useRef({ channels, centred: true });
  newest.current = { channels, centred: isCentred(study, kind) };
  const follower = useRef<LookLoader<NpyArray> | null>(null);
  useEffect(() => {
    setKnown(NOT_FETCHED);
    if (kind === 'map') return;
    const looks = new LookLoader(
      () => getArray(study.id, `/maps.npy?view=${kind}`),
      (array) => {
        const { channels, centred } = newest.current;
        const { shape, maps: known } = mapsOf(array, channels, centred);
        maps.set(shape, known);
        setKnown(({ times }) => ({ times: times + 1, error: null }));
      },
      (error) => setKnown((before) => ({ ...before, error: errorText(error) })),
    );
    follower.current = looks;
    return () => {
      follower.current = null;
      looks.stop();
    };
  }, [study.id, kind, maps]);
  useEffect(() => follower.current?.request(study.trials), [study.trials, maps]);
  return { maps, ...known };
}
