import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../api/types';
import { progressText } from '../format/stopping';
import { hasEnded } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { kindText, type Kind } from '../gallery/kinds';
import { KindSwitch } from '../gallery/KindSwitch';
import { MapDetail } from '../gallery/MapDetail';
import { MapTable } from '../gallery/MapTable';
import { sorted, sortedBy, type Order } from '../gallery/sort';
import { shapeOf } from '../palette/paint';
import type { StudyView } from '../store/study';
import './maps-panel.css';
import type { StudySession } from './session';
import { useKind } from './useKind';

const BY_RELIABILITY: Order = { column: 'reliability', descending: true };

type TileOrder = 'network' | 'reliability' | 'area';

interface Props {
  session: StudySession;
  view: StudyView;
  /** Area of each channel in the validation of the maps; null if they were not validated. */
  areas: (number | null)[] | null;
  /** Content below the maps, given the name of the selected channel. */
  children: (selected: string | null) => ComponentChildren;
}

/** Gallery or table of the maps, and the selected map in detail. */
export function MapsPanel({ session, view, areas, children }: Props) {
  const { channels } = view;
  const study = view.study!;
  const [kind, setKind] = useState<Kind>('map');
  const fetched = useKind(study, channels, kind);
  const maps = kind === 'map' ? session.maps : fetched.maps;
  const tests = kind === 'significant' ? fetched.tests : null;
  const words = kindText(kind, tests, !hasEnded(study.state));
  const progress = progressText(study);
  const [selected, setSelected] = useState(0);
  const [common, setCommon] = useState(false);
  const [table, setTable] = useState(false);
  const [order, setOrder] = useState<TileOrder>('network');
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
      <section
        class="card maps-panel"
        aria-labelledby="maps-title"
        data-testid="maps"
        data-view={kind}
        data-fetched={fetched.times}
      >
        <div class="page-head">
          <h2 id="maps-title">Maps</h2>
          <div class="switches">
            <Switch id="common-limit" text="Common colour limit" on={common} onChange={setCommon} />
            {!table && (
              <Switch
                id="by-reliability"
                text="Most reliable first"
                on={order === 'reliability'}
                onChange={(on) => setOrder(on ? 'reliability' : 'network')}
              />
            )}
            {!table && areas !== null && (
              <Switch
                id="by-area"
                text="Best validated first"
                on={order === 'area'}
                onChange={(on) => setOrder(on ? 'area' : 'network')}
              />
            )}
            <Switch id="as-table" text="As a table" on={table} onChange={setTable} />
          </div>
        </div>
        {progress !== null && (
          <p class="progress" data-testid="progress">
            {progress}
          </p>
        )}
        <KindSwitch kind={kind} onKind={setKind} />
        {words !== null && <p class="muted">{words}</p>}
        {kind !== 'map' && fetched.error !== null && <p class="bad">{fetched.error}</p>}
        {channels.length === 0 && <p class="muted">Loading the observer…</p>}
        {channels.length > 0 &&
          (table ? (
            <MapTable
              channels={channels}
              stop={study.stop}
              trials={study.trials}
              selected={selected}
              onSelect={setSelected}
            />
          ) : (
            <Gallery
              channels={ordered(channels, order, areas)}
              trials={study.trials}
              shape={shapeOf(study.shape)}
              maps={maps}
              common={common}
              selected={selected}
              onSelect={setSelected}
              onVisible={onVisible}
            />
          ))}
      </section>
      <div class="side">
        {chosen && (
          <MapDetail
            study={study.id}
            channel={chosen}
            maps={maps}
            common={common}
            kind={kind}
            stop={study.stop}
            trials={study.trials}
            tested={tests?.channels[selected] ?? null}
          />
        )}
      </div>
      {children(chosen?.name ?? null)}
    </div>
  );
}

/** Best validated is the largest area under the curve. */
function ordered(channels: Channel[], order: TileOrder, areas: (number | null)[] | null): Channel[] {
  if (order === 'reliability') return sorted(channels, BY_RELIABILITY);
  return order === 'area' && areas !== null ? sortedBy(areas, channels) : channels;
}

interface SwitchProps {
  id: string;
  text: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Switch({ id, text, on, onChange }: SwitchProps) {
  return (
    <label>
      <input
        type="checkbox"
        data-testid={id}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {text}
    </label>
  );
}
