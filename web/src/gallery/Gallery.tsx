import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Channel } from '../api/types';
import type { Shape } from '../palette/paint';
import { Atlas } from './Atlas';
import './gallery.css';
import { nextIndex } from './keys';
import { sharedLetters } from './label';
import { layout as layOut, place, tilesAtOnce } from './layout';
import type { Limit } from './limit';
import type { Maps } from './maps';
import { Pages } from './Pages';
import { Tile } from './Tile';
import { useGrowing } from './useGrowing';
import { useVisible } from './useVisible';
import { useWidth } from './useWidth';

interface Props {
  /** In the order of the tiles. */
  channels: Channel[];
  /** Whether the study has a target. */
  isTarget: boolean;
  shape: Shape;
  maps: Maps;
  limit: Limit;
  selected: number | null;
  onSelect: (index: number) => void;
  onVisible: (indices: number[]) => void;
}

/** All maps on one canvas, with a button over each; arrow keys move the focus. */
export function Gallery({ channels, isTarget, shape, maps, limit, selected, onSelect, onVisible }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const width = useWidth(grid);
  const [wanted, setPage] = useState(0);
  const atOnce = tilesAtOnce(shape);
  const page = Math.min(wanted, Math.floor(Math.max(0, channels.length - 1) / atOnce));
  const first = page * atOnce;
  const shown = channels.slice(first, first + atOnce);
  const names = channels.map(({ name }) => name);
  const shared = useMemo(() => sharedLetters(names), [names.join('\n')]);
  const order = shown.map((channel) => channel.index).join();
  const tiles = useMemo(() => shown.map((channel) => channel.index), [order]);
  const { width: mapWidth, height: mapHeight } = shape;
  const layout = useMemo(
    () => layOut(Math.max(1, shown.length), shape, Math.max(width, 1)),
    [shown.length, mapWidth, mapHeight, width],
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
        style={{ height: `${layout.canvasHeight * layout.scale}px` }}
        onClick={onClick}
        onKeyDown={onKeyDown}
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
                  shared={shared}
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
