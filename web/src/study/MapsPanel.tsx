import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState, useMemo } from 'preact/hooks';
import { hasEnded, hasTarget } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { kinds, kindText, isCentred, mapsOf, type Kind } from '../gallery/kinds';
import { MapDetail } from '../gallery/MapDetail';
import { MapTable } from '../gallery/MapTable';
import { type Order, sorted, sortedBy } from '../gallery/sort';
import { shapeOf } from '../palette/paint';
import { useShortcuts } from '../shortcuts/shortcuts';
import type { StudyView } from '../store/study';
import { Notice } from '../ui/Notice';
import { newPointedPixel } from '../gallery/InspectedMap';
import { Select } from '../ui/Select';
import { MapFilters, Switch } from './MapFilters';
import './maps-panel.css';
import { SaveMenu } from '../save/SaveMenu';
import { Playback, type Played } from './Playback';
import type { StudySession } from './session';
import { useShown, type Shown } from './shown';
import { getSignificance, getArray, studyPath } from '../api/client';
import { useLooks } from '../api/useLooks';
import type { Channel, HistoryRow, Significance, Study } from '../api/types';
import { hasEnoughResponses, Maps } from '../gallery/maps';

/** A view of all maps, fetched when it is selected and at every look. Means come from the live feed. */
function useKind(study: Study, channels: Channel[], kind: Kind) {
  const maps = useMemo(() => new Maps(kind === 'error'), [study.id, kind]);
  const load = kind === 'map' ? null : () => getArray(study.id, `/maps.npy?view=${kind}`);
  const { data, times, error } = useLooks(load, `${study.id} ${kind}`, study.trials);
  useEffect(() => {
    if (data === null) return;
    const { shape, maps: known } = mapsOf(data, channels, isCentred(study, kind));
    maps.set(shape, known);
  }, [data]);
  return { maps, times, error };
}

const BY_NAME: Order = { column: 'name', descending: false };
const BY_RELIABILITY: Order = { column: 'reliability', descending: true };

/** Orders of the table; area and significance are no columns of it. */
const TABLE_ORDERS = { network: BY_NAME, reliability: BY_RELIABILITY, significance: null, area: null };

interface Props {
  session: StudySession;
  view: StudyView;
  rows: HistoryRow[];
  /** Area of each channel in the validation of the maps; null if they were not validated. */
  areas: (number | null)[] | null;
  /** Content below the maps, given the name of the selected channel. */
  children: (selected: string | null) => ComponentChildren;
}

/** Gallery or table of the maps, and the selected map in detail. */
export function MapsPanel({ session, view, rows, areas, children }: Props) {
  const { channels } = view;
  const study = view.study!;
  const { shown, problems, show } = useShown(study.id);
  const { view: kind, limit, order, table } = shown;
  const fetched = useKind(study, channels, kind);
  const [played, setPlayed] = useState<Played | null>(null);
  const maps = kind !== 'map' ? fetched.maps : (played?.maps ?? session.maps);
  const isTested = kind === 'significant' || order === 'significance';
  const { data: tests, error: testError } = useLooks(
    isTested ? () => getSignificance(study.id) : null,
    study.id,
    study.trials,
  );
  const words = kindText(kind, tests, !hasEnded(study.state));
  const file = (label: string, name: string, path: string) => ({
    label,
    name,
    content: studyPath(study.id, path),
  });
  const named = channels.findIndex(({ name }) => name === shown.channel);
  const first = channels.findIndex(({ standing }) =>
    hasEnded(study.state) ? hasEnoughResponses(standing) : standing !== 'rare',
  );
  const selected = named >= 0 ? named : Math.max(first, 0);
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
  const pointed = useMemo(newPointedPixel, [study.id]);
  const visible = useRef<number[]>([]);
  const watch = useCallback(() => session.watch([...visible.current, selected]), [session, selected]);
  useEffect(watch, [watch]);
  const latestWatch = useRef(watch);
  latestWatch.current = watch;
  const onVisible = useCallback((indices: number[]) => {
    visible.current = indices;
    latestWatch.current();
  }, []);
  const chosen = (played?.channels ?? channels)[selected];
  const found = foundChannels(played?.channels ?? channels, shown, {
    areas,
    pixels: tests && significantPixels(tests),
  });
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
            <Select
              id="view"
              label="View of the maps"
              value={kind}
              options={Object.fromEntries(kinds.map(({ kind, title }) => [kind, title]))}
              onChange={(value) => show({ view: value as Kind })}
            />
            <Switch
              id="common-limit"
              text="Same colours"
              on={limit === 'common'}
              onChange={(on) => show({ limit: on ? 'common' : 'own' })}
            />
            <MapFilters shown={shown} show={show} channels={channels.length} hasAreas={areas !== null} />
            <Switch id="as-table" text="Table" on={table} onChange={(on) => show({ table: on })} />
            <SaveMenu
              text="Save all"
              figure={study.name}
              study={study.name}
              files={[
                file('PNG', `maps-${kind}.png`, `/maps.png?view=${kind}`),
                file('GIF over trials', 'maps-over-trials.gif', '/maps-over-trials.gif'),
                file('npy', `maps-${kind}.npy`, `/maps.npy?view=${kind}`),
              ]}
            />
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
        {channels.length > 0 && found.length === 0 && (
          <p data-testid="none-found">No channel has {shown.search} in its name.</p>
        )}
        {channels.length > 0 &&
          (table ? (
            <MapTable
              key={order}
              channels={found}
              stop={study.stop}
              initial={TABLE_ORDERS[order]}
              selected={selected}
              onSelect={select}
            />
          ) : (
            <Gallery
              channels={found}
              isTarget={hasTarget(study.stop)}
              shape={played?.maps.shape ?? shapeOf(study.shape)}
              maps={maps}
              limit={limit}
              selected={selected}
              pointed={pointed}
              onSelect={select}
              onVisible={onVisible}
            />
          ))}
        {kind === 'map' && study.looks > 0 && <Playback study={study} rows={rows} onPlayed={setPlayed} />}
      </section>
      <div class="side">
        {chosen && (
          <MapDetail
            study={study}
            channel={chosen}
            maps={maps}
            limit={limit}
            kind={kind}
            pointed={pointed}
            hasErrors={played === null}
            tested={kind === 'significant' ? (tests?.channels[selected] ?? null) : null}
          />
        )}
      </div>
      {children(chosen?.name ?? null)}
    </div>
  );
}

/** Values of channels, by their indices, that maps are sorted by. */
interface ChannelValues {
  /** Areas in the validation of the maps; null if they were not validated. */
  areas: (number | null)[] | null;
  /** Numbers of significant pixels; null while they are not known. */
  pixels: (number | null)[] | null;
}

/** The number of significant pixels of each channel by the strongest test that is valid. */
export function significantPixels({ reason, channels }: Significance): (number | null)[] {
  return channels.map(
    ({ smoothed, familywise }) => (reason === null ? smoothed?.pixels : familywise?.pixels) ?? null,
  );
}

/** Returns the channels whose names have the searched text, in the requested order. Best validated is the largest area. */
export function foundChannels(
  channels: Channel[],
  shown: Shown,
  { areas, pixels }: ChannelValues,
): Channel[] {
  const lower = shown.search.toLowerCase();
  const found = channels.filter(({ name }) => name.toLowerCase().includes(lower));
  switch (shown.order) {
    case 'network':
      return found;
    case 'reliability':
      return sorted(found, { column: 'reliability', descending: true });
    case 'significance':
      return pixels === null ? found : sortedBy(pixels, found);
    case 'area':
      return areas === null ? found : sortedBy(areas, found);
  }
}
