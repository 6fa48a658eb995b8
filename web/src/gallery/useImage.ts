import { useEffect, useState } from 'preact/hooks';
import type { Image } from '../palette/paint';
import type { Limit, Maps } from './maps';

/** The latest map of a channel with its colour limit; undefined before its first frame. */
export function useImage(maps: Maps, channel: number, limit: Limit): Image | undefined {
  const read = () => maps.image(channel, limit);
  const [image, setImage] = useState(read);
  useEffect(() => {
    setImage(read);
    return maps.subscribe(() => setImage(read));
  }, [maps, channel, limit]);
  return image;
}
