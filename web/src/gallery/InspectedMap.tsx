import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../api/types';
import type { Limit, Maps } from './maps';
import { MapView } from './MapView';
import { useImage } from './useImage';
import { getArray, mapPath } from '../api/client';
import { useLooks } from '../api/useLooks';
import type { NpyArray } from '../api/npy';
import { value } from '../format/number';
import type { Shape } from '../palette/paint';
import { Store, useStore } from '../store/store';

/** A pixel of a map, from 0. */
interface Pixel {
  row: number;
  column: number;
}

/** The pixel under the pointer, which all maps mark; null for none. */
export type PointedPixel = Store<Pixel | null, Pixel | null>;

export function newPointedPixel(): PointedPixel {
  return new Store<Pixel | null, Pixel | null>(null, (before, now) =>
    before?.row === now?.row && before?.column === now?.column ? before : now,
  );
}

/** Arrays of one map, C x H x W. */
interface Errors {
  errors: NpyArray;
  z: NpyArray;
}

/** The pixel under a pointer, given its position in a box that shows the whole map. */
export function pixelAt(x: number, y: number, box: { width: number; height: number }, shape: Shape): Pixel {
  return {
    row: clamp(Math.floor((y / box.height) * shape.height), shape.height),
    column: clamp(Math.floor((x / box.width) * shape.width), shape.width),
  };
}

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The pixel after a key, at first the middle one; null for keys that do not move. */
export function moved(pixel: Pixel | null, key: string, shape: Shape): Pixel | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  if (pixel === null) return { row: Math.floor(shape.height / 2), column: Math.floor(shape.width / 2) };
  return {
    row: clamp(pixel.row + step[0], shape.height),
    column: clamp(pixel.column + step[1], shape.width),
  };
}

function clamp(index: number, size: number): number {
  return Math.max(0, Math.min(size - 1, index));
}

const COLOURS = ['red', 'green', 'blue'];

/**
 * The values of a pixel as text, a line for each plane.
 *
 * @param values the map, C x H x W
 * @param errors standard errors and z of the mean; null until they are loaded
 */
export function pixelText(
  { row, column }: Pixel,
  shape: Shape,
  values: ArrayLike<number>,
  errors: Errors | null,
): string[] {
  return Array.from({ length: shape.planes }, (_, plane) => {
    const at = (plane * shape.height + row) * shape.width + column;
    const name = shape.planes === 3 ? `${COLOURS[plane]} ` : shape.planes > 1 ? `plane ${plane} ` : '';
    const known =
      errors && `, standard error ${value(errors.errors.values[at])}, z ${value(errors.z.values[at])}`;
    return `${name}${value(values[at])}${known ?? ''}`;
  });
}

const MAX_ZOOM = 16;

/** Factors of the zoom by keys. */
const ZOOM_KEYS: Record<string, number> = { '+': 2, '=': 2, '-': 0.5 };

interface Props {
  study: string;
  channel: Pick<Channel, 'index' | 'name'>;
  maps: Maps;
  limit: Limit;
  label: string;
  pointed: PointedPixel;
  hasErrors: boolean;
  /** Trials at the last look. */
  trials: number;
  /** Whether the mean of the map was subtracted from its values. */
  lessMean: boolean;
}

/**
 * A map that shows the values of the pixel under the pointer, or of the one that arrow keys select. The wheel, a pinch
 * and the keys + and − zoom it.
 */
export function InspectedMap({
  study,
  channel,
  maps,
  limit,
  label,
  pointed,
  hasErrors,
  trials,
  lessMean,
}: Props) {
  const pixel = useStore(pointed);
  const setPixel = (next: Pixel | null) => pointed.dispatch(next);
  const [view, setView] = useState({ zoom: 1, left: 0, top: 0 });
  const { zoom } = view;
  const frame = useRef<HTMLDivElement>(null);
  const pinch = useRef(0);
  useLayoutEffect(() => frame.current?.scrollTo(view.left, view.top), [view]);
  /** Zooms about a point of the screen, by default the middle of the map. */
  const zoomBy = (factor: number, x?: number, y?: number) => {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame.current!;
    const box = frame.current!.getBoundingClientRect();
    const next = Math.max(1, Math.min(MAX_ZOOM, zoom * factor));
    const kept = (scroll: number, at: number) => ((scroll + at) * next) / zoom - at;
    setView({
      zoom: next,
      left: kept(scrollLeft, x === undefined ? clientWidth / 2 : x - box.left),
      top: kept(scrollTop, y === undefined ? clientHeight / 2 : y - box.top),
    });
  };
  const onWheel = (event: WheelEvent) => {
    if (zoom === 1 && event.deltaY > 0) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  };
  const onTouch = (event: TouchEvent) => {
    const [one, other] = event.touches;
    if (one === undefined || other === undefined) return;
    event.preventDefault();
    const [x, y] = [one.clientX - other.clientX, one.clientY - other.clientY];
    const distance = Math.hypot(x, y);
    if (event.type === 'touchmove' && pinch.current > 0) {
      zoomBy(distance / pinch.current, one.clientX - x / 2, one.clientY - y / 2);
    }
    pinch.current = distance;
  };
  const marker = useRef<HTMLElement>(null);
  const byKey = useRef(false);
  useEffect(() => {
    if (byKey.current) marker.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    byKey.current = false;
  }, [pixel]);
  const array = (view: string) => getArray(study, mapPath(channel.name, view));
  const { data: errors } = useLooks<Errors>(
    hasErrors && pixel !== null
      ? async () => {
          const [errors, z] = await Promise.all([array('error'), array('z')]);
          return { errors, z };
        }
      : null,
    `${study} ${channel.name}`,
    trials,
  );
  const values = useImage(maps, channel.index, limit)?.values;
  const { shape } = maps;
  const onPointer = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    setPixel(pixelAt(event.clientX - box.left, event.clientY - box.top, box, shape));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const factor = ZOOM_KEYS[event.key];
    const next = moved(pixel, event.key, shape);
    if (next === null && factor === undefined) return;
    event.preventDefault();
    if (factor !== undefined) return zoomBy(factor);
    setPixel(next);
    byKey.current = true;
  };
  return (
    <>
      <div class="zoomed" ref={frame} onWheel={onWheel} onTouchStart={onTouch} onTouchMove={onTouch}>
        <div
          class="inspected"
          style={{ width: `${100 * zoom}%` }}
          tabIndex={0}
          role="group"
          aria-label={`Pixels of ${label}; arrow keys move between them, + and − zoom`}
          data-zoom={zoom}
          data-testid="inspected"
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onPointerLeave={() => setPixel(null)}
          onKeyDown={onKeyDown}
        >
          <MapView maps={maps} channel={channel.index} limit={limit} label={label} />
          {pixel !== null && (
            <span class="pixel" ref={marker} style={place(pixel, shape.height, shape.width)} />
          )}
        </div>
      </div>
      <p class="inspection" aria-live="polite" data-testid="pixel">
        {pixel === null || values === undefined ? (
          <span class="muted">Point at a pixel for its value; the wheel zooms</span>
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
