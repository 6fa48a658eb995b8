import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { progressText } from '../format/stopping';
import { hasEnded, hasTarget } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { kinds, kindText } from '../gallery/kinds';
import { KindSwitch } from '../gallery/KindSwitch';
import { LimitSelect } from '../gallery/LimitSelect';
import { MapDetail } from '../gallery/MapDetail';
import { MapTable } from '../gallery/MapTable';
import type { Order } from '../gallery/sort';
import { shapeOf } from '../palette/paint';
import { useShortcuts } from '../shortcuts/shortcuts';
import type { StudyView } from '../store/study';
import { Notice } from '../ui/Notice';
import { foundChannels, nothingFound, significantPixels } from './found';
import { MapFilters, Switch } from './MapFilters';
import './maps-panel.css';
import { SaveMaps } from './SaveMaps';
import type { StudySession } from './session';
import { useShown } from './shown';
import { useKind } from './useKind';
import { useTests } from './useTests';

const BY_NAME: Order = { column: 'name', descending: false };
const BY_RELIABILITY: Order = { column: 'reliability', descending: true };

/** Orders of the table; area and significance are no columns of it. */
const TABLE_ORDERS = { network: BY_NAME, reliability: BY_RELIABILITY, significance: null, area: null };

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
  const { shown, problems, show } = useShown(study.id);
  const { view: kind, limit, order, table } = shown;
  const fetched = useKind(study, channels, kind);
  const maps = kind === 'map' ? session.maps : fetched.maps;
  const isTested = shown.significant || order === 'significance';
  const { tests, error: testError } = useTests(study, kind === 'significant' || isTested);
  const words = kindText(kind, tests, !hasEnded(study.state));
  const progress = progressText(study);
  const named = channels.findIndex(({ name }) => name === shown.channel);
  const selected = Math.max(named, 0);
  const channelMissing = shown.channel !== null && channels.length > 0 && named < 0;
  const select = (index: number) => show({ channel: channels[index]?.name ?? null });
  useShortcuts([
    ...kinds.map(({ kind, title }, i) => ({
      key: String(i + 1),
      effect: `View: ${title}`,
      act: () => show({ view: kind }),
    })),
    { key: 't', effect: 'Table or images', act: () => show({ table: !table }) },
  ]);
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
  const found = foundChannels(channels, shown, { areas, pixels: tests && significantPixels(tests) });
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
            <LimitSelect
              limit={limit}
              current={maps.image(selected, 'own')?.limit ?? null}
              onLimit={(chosen) => show({ limit: chosen })}
            />
            <MapFilters shown={shown} show={show} channels={channels.length} hasAreas={areas !== null} />
            <Switch id="as-table" text="As a table" on={table} onChange={(on) => show({ table: on })} />
            <SaveMaps study={study} kind={kind} limit={limit} />
          </div>
        </div>
        {problems.map((problem) => (
          <Notice key={problem} tone="warning" testId="address">
            {problem}.
          </Notice>
        ))}
        {channelMissing && (
          <Notice tone="warning" testId="address">
            The study has no channel {shown.channel}; {chosen?.name} is shown.
          </Notice>
        )}
        {progress !== null && (
          <p class="progress" data-testid="progress">
            {progress}
          </p>
        )}
        <KindSwitch kind={kind} onKind={(chosen) => show({ view: chosen })} />
        {words !== null && <p class="muted">{words}</p>}
        {[...new Set([fetched.error, testError])].map(
          (error) =>
            error !== null && (
              <p class="bad" key={error}>
                {error}
              </p>
            ),
        )}
        {channels.length === 0 && <p class="muted">Loading the observer…</p>}
        {channels.length > 0 && found.length === 0 && <p data-testid="none-found">{nothingFound(shown)}</p>}
        {channels.length > 0 &&
          (table ? (
            <MapTable
              key={order}
              channels={found}
              stop={study.stop}
              trials={study.trials}
              initial={TABLE_ORDERS[order]}
              selected={selected}
              onSelect={select}
            />
          ) : (
            <Gallery
              channels={found}
              isTarget={hasTarget(study.stop)}
              shape={shapeOf(study.shape)}
              maps={maps}
              limit={limit}
              selected={selected}
              onSelect={select}
              onVisible={onVisible}
            />
          ))}
      </section>
      <div class="side">
        {chosen && (
          <MapDetail
            study={study}
            channel={chosen}
            maps={maps}
            limit={limit}
            kind={kind}
            tested={kind === 'significant' ? (tests?.channels[selected] ?? null) : null}
          />
        )}
      </div>
      {children(chosen?.name ?? null)}
    </div>
  );
}
