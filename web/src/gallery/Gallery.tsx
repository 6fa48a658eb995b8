import { useCallback, useEffect, useMemo, useRef, useState, useLayoutEffect } from 'preact/hooks';
import type { Channel } from '../api/types';
import { draw as drawImage, type Shape } from '../palette/paint';
import './gallery.css';
import { layout as layOut, place, tilesAtOnce, type Layout } from './layout';
import type { Limit, Maps } from './maps';
import { newPointedPixel, pixelAt, type PointedPixel } from './InspectedMap';
import { shortName } from './label';
import { Tile } from './Tile';
import type { RefObject } from 'preact';
import { whole } from '../format/number';

interface AtlasProps {
  maps: Maps;
  layout: Layout;
  /** The channel of each tile; the same array until the tiles change. */
  tiles: number[];
  limit: Limit;
}

/** The canvas with all maps of the gallery: one canvas pixel per map pixel, scaled by the layout. */
function Atlas({ maps, layout, tiles, limit }: AtlasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { canvasWidth, canvasHeight, scale, columns } = layout;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let common = maps.commonLimit();
    const position = new Map(tiles.map((channel, tile) => [channel, tile]));
    const draw = (channels: number[]) => {
      for (const channel of channels) {
        const tile = position.get(channel);
        const image = maps.image(channel, limit);
        if (tile === undefined || image === undefined) continue;
        const { x, y } = place(layout, tile);
        drawImage(context, image, x, y);
      }
    };
    context.clearRect(0, 0, canvasWidth, canvasHeight);
    draw(tiles);
    return maps.subscribe((changed) => {
      const rescaled = limit === 'common' && maps.commonLimit() !== common;
      common = maps.commonLimit();
      draw(rescaled ? tiles : changed);
    });
  }, [maps, canvasWidth, canvasHeight, columns, tiles, limit]);
  return (
    <canvas
      ref={canvas}
      class="atlas"
      width={canvasWidth}
      height={canvasHeight}
      style={{
        width: `${canvasWidth * scale}px`,
        height: `${canvasHeight * scale}px`,
        imageRendering: scale >= 1 ? 'pixelated' : 'auto',
      }}
      aria-hidden="true"
    />
  );
}

const SETTLE_MILLIS = 80;

/** Reports the visible tiles (their data-index) after scrolling stops. `key` changes with the set of tiles. */
function useVisible(
  grid: RefObject<HTMLElement | null>,
  key: string,
  onVisible: (indices: number[]) => void,
): void {
  useEffect(() => {
    if (!grid.current) return;
    const seen = new Set<number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const index = Number((entry.target as HTMLElement).dataset.index);
          if (entry.isIntersecting) seen.add(index);
          else seen.delete(index);
        }
        clearTimeout(timer);
        timer = setTimeout(() => onVisible([...seen]), SETTLE_MILLIS);
      },
      { rootMargin: '64px' },
    );
    for (const tile of grid.current.querySelectorAll('[data-index]')) observer.observe(tile);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [key, onVisible]);
}

/** More tiles than most screens show. */
const FIRST = 48;
const STEP = 64;

/** Time for the first maps to arrive and be painted. */
const FIRST_PAUSE_MILLIS = 400;
const PAUSE_MILLIS = 60;

/** Returns how many of `count` tiles exist: first those of a screen, then more after each pause, in which the page responds. */
function useGrowing(count: number): number {
  const [existing, setExisting] = useState(FIRST);
  useEffect(() => {
    if (existing >= count) return;
    const pause = existing === FIRST ? FIRST_PAUSE_MILLIS : PAUSE_MILLIS;
    const timer = setTimeout(() => setExisting(existing + STEP), pause);
    return () => clearTimeout(timer);
  }, [existing, count]);
  return Math.min(existing, count);
}

interface Props {
  /** In the order of the tiles. */
  channels: Channel[];
  /** Whether the study has a target. */
  isTarget: boolean;
  shape: Shape;
  maps: Maps;
  limit: Limit;
  selected: number | null;
  /** The pixel that all maps mark, with others than those of the gallery. */
  pointed?: PointedPixel;
  onSelect: (index: number) => void;
  onVisible: (indices: number[]) => void;
}

/** All maps on one canvas, with a button over each; arrow keys move the focus. */
export function Gallery(props: Props) {
  const { channels, isTarget, shape, maps, limit, selected, onSelect, onVisible } = props;
  const own = useMemo(newPointedPixel, []);
  const pointed = props.pointed ?? own;
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = () => {
      const { dataset, style } = grid.current!;
      const pixel = pointed.state;
      dataset.pointed = String(pixel !== null);
      style.setProperty('--column', String((pixel?.column ?? 0) / shape.width));
      style.setProperty('--row', String((pixel?.row ?? 0) / shape.height));
    };
    mark();
    return pointed.subscribe(mark);
  }, [pointed, shape.width, shape.height]);
  const onPointerMove = (event: PointerEvent) => {
    const over = (event.target as HTMLElement).closest('[data-index]')?.querySelector('.window');
    const box = over?.getBoundingClientRect();
    const isInside = box && event.clientY <= box.bottom;
    pointed.dispatch(
      isInside ? pixelAt(event.clientX - box.left, event.clientY - box.top, box, shape) : null,
    );
  };
  const width = useWidth(grid);
  const [wanted, setPage] = useState(0);
  const atOnce = tilesAtOnce(shape);
  const page = Math.min(wanted, Math.floor(Math.max(0, channels.length - 1) / atOnce));
  const first = page * atOnce;
  const shown = channels.slice(first, first + atOnce);
  const order = shown.map((channel) => channel.index).join();
  const tiles = useMemo(() => shown.map((channel) => channel.index), [order]);
  const { width: mapWidth, height: mapHeight } = shape;
  const letters = shown.reduce((longest, { name }) => Math.max(longest, shortName(name).length), 0);
  const layout = useMemo(
    () => layOut(Math.max(1, shown.length), shape, Math.max(width, 1), letters),
    [shown.length, mapWidth, mapHeight, width, letters],
  );
  const [focused, setFocused] = useState(0);
  useEffect(() => setFocused(0), [page]);
  const existing = useGrowing(shown.length);
  const [visible, setVisible] = useState<ReadonlySet<number> | null>(null);
  const onSeen = useCallback(
    (indices: number[]) => {
      setVisible(new Set(indices));
      onVisible(indices);
    },
    [onVisible],
  );
  useVisible(grid, `${order} ${existing} ${width > 0} ${mapWidth}`, onSeen);

  const onClick = (event: MouseEvent) => {
    const tile = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (tile === null) return;
    const index = Number(tile.dataset.index);
    setFocused(tiles.indexOf(index));
    onSelect(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = tiles.indexOf(Number((event.target as HTMLElement).dataset?.index));
    const to = from < 0 ? null : nextIndex(event.key, from, shown.length, layout.columns);
    if (to === null) return;
    event.preventDefault();
    setFocused(to);
    grid.current?.querySelector<HTMLElement>(`[data-index="${tiles[to]}"]`)?.focus();
  };

  return (
    <>
      <div
        class="gallery"
        ref={grid}
        role="group"
        aria-label="Maps; arrow keys move between them"
        data-testid="gallery"
        style={{
          height: `${layout.canvasHeight * layout.scale}px`,
          '--pixel': `${layout.scale}px`,
        }}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => pointed.dispatch(null)}
      >
        {width > 0 && (
          <>
            <Atlas maps={maps} layout={layout} tiles={tiles} limit={limit} />
            {shown.slice(0, existing).map((channel, i) => {
              const { x, y } = place(layout, i);
              return (
                <Tile
                  key={channel.index}
                  channel={channel}
                  isTarget={isTarget}
                  left={x * layout.scale}
                  top={y * layout.scale}
                  width={mapWidth * layout.scale}
                  mapHeight={mapHeight * layout.scale}
                  selected={channel.index === selected}
                  visible={visible?.has(channel.index) ?? true}
                  reachable={i === Math.min(focused, shown.length - 1)}
                />
              );
            })}
          </>
        )}
      </div>
      <Pages page={page} size={atOnce} count={channels.length} onPage={setPage} />
    </>
  );
}

/** Observes the width of an element, in whole pixels. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const measure = () => setWidth(Math.floor(watched.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return width;
}

interface PagesProps {
  page: number;
  size: number;
  count: number;
  onPage: (page: number) => void;
}

/** Page buttons of a gallery; nothing for a single page. */
function Pages({ page, size, count, onPage }: PagesProps) {
  if (count <= size) return null;
  const last = Math.min(count, (page + 1) * size);
  return (
    <nav class="pages" aria-label="Pages of maps">
      <button type="button" class="small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <span class="number">
        {whole(page * size + 1)} to {whole(last)} of {whole(count)}
      </span>
      <button type="button" class="small" disabled={last === count} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}

/** Index of the tile that a key moves the focus to; null for none. */
export function nextIndex(key: string, from: number, count: number, columns: number): number | null {
  const targets: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    PageUp: Math.max(0, from - 5 * columns),
    PageDown: Math.min(count - 1, from + 5 * columns),
    Home: 0,
    End: count - 1,
  };
  const to = targets[key];
  return to === undefined || to < 0 || to >= count ? null : to;
}
