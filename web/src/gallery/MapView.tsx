import { useEffect, useRef } from 'preact/hooks';
import { draw as drawImage } from '../palette/paint';
import type { Limit, Maps } from './maps';

interface Props {
  maps: Maps;
  channel: number;
  limit: Limit;
  label: string;
}

/** One enlarged map, repainted at each frame. */
export function MapView({ maps, channel, limit, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => {
      const context = element.getContext('2d');
      const image = maps.image(channel, limit);
      if (!context || !image) return;
      const { width, height } = image.shape;
      if (element.width !== width) element.width = width;
      if (element.height !== height) element.height = height;
      drawImage(context, image);
    };
    element.getContext('2d')?.clearRect(0, 0, element.width, element.height);
    draw();
    return maps.subscribe((changed) => {
      if (limit === 'common' || changed.includes(channel)) draw();
    });
  }, [maps, channel, limit]);
  return <canvas ref={canvas} class="map-view" width={1} height={1} role="img" aria-label={label} />;
}
