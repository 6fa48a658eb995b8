import { useEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../api/types';
import type { Limit } from './limit';
import type { Maps } from './maps';
import { MapView } from './MapView';
import { moved, pixelAt, pixelText, type Pixel } from './pixel';
import { useErrors } from './useErrors';

const ZOOMS = [1, 2, 4, 8];

interface Props {
  study: string;
  channel: Pick<Channel, 'index' | 'name'>;
  maps: Maps;
  limit: Limit;
  label: string;
  /** Trials at the last look. */
  trials: number;
  /** Whether the mean of the map was subtracted from its values. */
  lessMean: boolean;
}

/** A map that zooms and shows the values of the pixel under the pointer, or of the one that arrow keys select. */
export function InspectedMap({ study, channel, maps, limit, label, trials, lessMean }: Props) {
  const [pixel, setPixel] = useState<Pixel | null>(null);
  const [zoom, setZoom] = useState(1);
  const marker = useRef<HTMLElement>(null);
  const byKey = useRef(false);
  useEffect(() => {
    if (byKey.current) marker.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    byKey.current = false;
  }, [pixel]);
  const errors = useErrors(study, channel.name, trials, pixel !== null);
  const values = useValues(maps, channel.index);
  const { shape } = maps;
  const onPointer = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    setPixel(pixelAt(event.clientX - box.left, event.clientY - box.top, box, shape));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = moved(pixel, event.key, shape);
    if (next === null) return;
    event.preventDefault();
    setPixel(next);
    byKey.current = true;
  };
  return (
    <>
      <div class="zoomed">
        <div
          class="inspected"
          style={{ width: `${100 * zoom}%` }}
          tabIndex={0}
          role="group"
          aria-label={`Pixels of ${label}; arrow keys move between them`}
          data-testid="inspected"
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onKeyDown={onKeyDown}
        >
          <MapView maps={maps} channel={channel.index} limit={limit} label={label} />
          {pixel !== null && (
            <span class="pixel" ref={marker} style={place(pixel, shape.height, shape.width)} />
          )}
        </div>
      </div>
      <div class="inspection">
        <p aria-live="polite" data-testid="pixel">
          {pixel === null || values === undefined ? (
            <span class="muted">Point at a pixel for its value</span>
          ) : (
            <>
              Row {pixel.row}, column {pixel.column}
              {lessMean && ', minus the mean of the map'}:{' '}
              {pixelText(pixel, shape, values, errors).map((line) => (
                <span key={line} class="number">
                  {line}
                </span>
              ))}
            </>
          )}
        </p>
        <label>
          Zoom{' '}
          <select
            data-testid="zoom"
            value={zoom}
            onChange={(event) => setZoom(Number(event.currentTarget.value))}
          >
            {ZOOMS.map((each) => (
              <option key={each} value={each}>
                {each} ×
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
}

function place({ row, column }: Pixel, height: number, width: number): Record<string, string> {
  return {
    left: `${(100 * column) / width}%`,
    top: `${(100 * row) / height}%`,
    width: `${100 / width}%`,
    height: `${100 / height}%`,
  };
}

/** The latest values of a map; undefined before its first frame. */
function useValues(maps: Maps, channel: number): Float32Array | undefined {
  const [values, setValues] = useState(() => maps.get(channel)?.values);
  useEffect(() => {
    const follow = () => setValues(maps.get(channel)?.values);
    follow();
    return maps.subscribe((changed) => changed.includes(channel) && follow());
  }, [maps, channel]);
  return values;
}
