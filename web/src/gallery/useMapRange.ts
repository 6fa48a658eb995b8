import { useEffect, useState } from 'preact/hooks';
import type { Limit } from './limit';
import type { Maps } from './maps';

export interface Range {
  centre: number;
  limit: number | null;
}

/** The current colour range of a map. */
export function useMapRange(maps: Maps, channel: number, chosen: Limit): Range {
  const read = (): Range => {
    const image = maps.image(channel, chosen);
    return { centre: image?.centre ?? 0, limit: image?.limit ?? null };
  };
  const [range, setRange] = useState(read);
  useEffect(() => {
    const follow = () =>
      setRange((before) => {
        const now = read();
        return now.limit === before.limit && now.centre === before.centre ? before : now;
      });
    follow();
    return maps.subscribe(follow);
  }, [maps, channel, chosen]);
  return range;
}
