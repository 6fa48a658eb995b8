import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Gallery } from '../gallery/Gallery';
import { MapDetail } from '../gallery/MapDetail';
import { MapTable } from '../gallery/MapTable';
import { shapeOf } from '../palette/paint';
import type { StudyView } from '../store/study';
import './maps-panel.css';
import type { StudySession } from './session';

interface Props {
  session: StudySession;
  view: StudyView;
  /** What stands below the maps; it may follow the selected channel. */
  children: (selected: string | null) => ComponentChildren;
}

/** Gallery or table of the maps, and the selected map beside it. */
export function MapsPanel({ session, view, children }: Props) {
  const { channels } = view;
  const [selected, setSelected] = useState(0);
  const [common, setCommon] = useState(false);
  const [table, setTable] = useState(false);
  const visible = useRef<number[]>([]);
  const watch = useCallback(() => session.watch([...visible.current, selected]), [session, selected]);
  useEffect(watch, [watch]);
  const latestWatch = useRef(watch);
  latestWatch.current = watch;
  const onVisible = useCallback((indices: number[]) => {
    visible.current = indices;
    latestWatch.current();
  }, []);
  const chosen = channels[selected];
  return (
    <div class="split">
      <section class="card maps-panel" aria-labelledby="maps-title">
        <div class="page-head">
          <h2 id="maps-title">Maps</h2>
          <div class="switches">
            <label>
              <input
                type="checkbox"
                data-testid="common-limit"
                checked={common}
                onChange={(event) => setCommon(event.currentTarget.checked)}
              />
              Common colour limit
            </label>
            <label>
              <input
                type="checkbox"
                data-testid="as-table"
                checked={table}
                onChange={(event) => setTable(event.currentTarget.checked)}
              />
              As a table
            </label>
          </div>
        </div>
        {channels.length === 0 && (
          <p class="muted">The observer is being loaded; its channels appear here.</p>
        )}
        {channels.length > 0 &&
          (table ? (
            <MapTable channels={channels} selected={selected} onSelect={setSelected} />
          ) : (
            <Gallery
              channels={channels}
              shape={shapeOf(view.study?.shape)}
              maps={session.maps}
              common={common}
              selected={selected}
              onSelect={setSelected}
              onVisible={onVisible}
            />
          ))}
      </section>
      <div class="side">
        {chosen && <MapDetail study={view.study!.id} channel={chosen} maps={session.maps} common={common} />}
      </div>
      {children(chosen?.name ?? null)}
    </div>
  );
}
