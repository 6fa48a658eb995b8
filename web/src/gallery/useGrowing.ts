import { useEffect, useState } from 'preact/hooks';

/** More tiles than most screens show. */
const FIRST = 48;
const STEP = 64;

/** Time for the first maps to arrive and be painted. */
const FIRST_PAUSE_MILLIS = 400;
const PAUSE_MILLIS = 60;

/** Returns how many of `count` tiles exist: first those of a screen, then more after each pause, in which the page responds. */
export function useGrowing(count: number): number {
  const [existing, setExisting] = useState(FIRST);
  useEffect(() => {
    if (existing >= count) return;
    const pause = existing === FIRST ? FIRST_PAUSE_MILLIS : PAUSE_MILLIS;
    const timer = setTimeout(() => setExisting(existing + STEP), pause);
    return () => clearTimeout(timer);
  }, [existing, count]);
  return Math.min(existing, count);
}
