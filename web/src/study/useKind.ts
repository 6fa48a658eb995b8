import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { getArray, getSignificance } from '../api/client';
import { sentence } from '../api/problem';
import type { Channel, Significance, Study } from '../api/types';
import { mapsOf, type Kind } from '../gallery/kinds';
import { Maps } from '../gallery/maps';
import { LookFollower } from './looks';

/** What a study's page draws in place of the live means. */
export interface Fetched {
  maps: Maps;
  /** The tests behind the significant pixels. */
  tests: Significance | null;
  /** How many times it was fetched. */
  times: number;
  /** Why it could not be. */
  trouble: string | null;
}

const NOTHING_YET = { tests: null, times: 0, trouble: null };

/** Fetches a view of all maps when it is chosen, and again at every look; nothing for the means, which come live. */
export function useKind(study: Study, channels: Channel[], kind: Kind): Fetched {
  const maps = useMemo(() => new Maps(kind === 'error'), [study.id, kind]);
  const [known, setKnown] = useState<Omit<Fetched, 'maps'>>(NOTHING_YET);
  const newest = useRef({ channels, centred: true });
  const halves = kind === 'half-a' || kind === 'half-b';
  newest.current = { channels, centred: !halves || isCentred(study) };
  const follower = useRef<Pick<LookFollower<unknown>, 'at'> | null>(null);
  useEffect(() => {
    setKnown(NOTHING_YET);
    if (kind === 'map') return;
    const looks = new LookFollower(
      () =>
        Promise.all([
          getArray(study.id, `/maps.npy?view=${kind}`),
          kind === 'significant' ? getSignificance(study.id) : null,
        ]),
      ([array, tests]) => {
        const { channels: judged, centred } = newest.current;
        const { shape, maps: known } = mapsOf(array, judged, centred);
        maps.set(shape, known);
        setKnown(({ times }) => ({ tests, times: times + 1, trouble: null }));
      },
      (error) => setKnown((before) => ({ ...before, trouble: sentence(error) })),
    );
    follower.current = looks;
    return () => {
      follower.current = null;
      looks.stop();
    };
  }, [study.id, kind, maps]);
  useEffect(() => follower.current?.at(study.trials), [study.trials, maps]);
  return { maps, ...known };
}

/** Whether zero is the centre of a study's means. */
function isCentred({ conventions }: Study): boolean {
  return typeof conventions !== 'object' || conventions?.centring !== 'none';
}
