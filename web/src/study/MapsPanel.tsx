import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState, useMemo } from 'preact/hooks';
import { hasEnded, hasTarget } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { kinds, kindText, isCentred, mapsOf, type Kind } from '../gallery/kinds';
import { KindSwitch } from '../gallery/KindSwitch';
import { MapDetail } from '../gallery/MapDetail';
import { MapTable } from '../gallery/MapTable';
import { type Order, sorted, sortedBy } from '../gallery/sort';
import { shapeOf } from '../palette/paint';
import { useShortcuts } from '../shortcuts/shortcuts';
import type { StudyView } from '../store/study';
import { Notice } from '../ui/Notice';
import { MapFilters, Switch } from './MapFilters';
import './maps-panel.css';
import { SaveMenu } from '../save/SaveMenu';
import type { StudySession } from './session';
import { useShown, type Shown } from './shown';
import { getSignificance, getArray, studyPath } from '../api/client';
import { LookLoader } from '../api/looks';
import { errorText } from '../api/problem';
import type { Significance, Study, Channel } from '../api/types';
import type { NpyArray } from '../api/npy';
import { Maps } from '../gallery/maps';

/** A view of all maps other than the live means. */
interface Fetched {
  maps: Maps;
  /** Number of times it was fetched. */
  times: number;
  /** The error of the last attempt. */
  error: string | null;
}

const NOT_FETCHED = { times: 0, error: null };

/** Fetches a view of all maps when it is selected, and again at every look. Means come from the live feed. */
function useKind(study: Study, channels: Channel[], kind: Kind): Fetched {
  const maps = useMemo(() => new Maps(kind === 'error'), [study.id, kind]);
  const [known, setKnown] = useState<Omit<Fetched, 'maps'>>(NOT_FETCHED);
  const newest = useRef({ channels, centred: true });
  newest.current = { channels, centred: isCentred(study, kind) };
  const follower = useRef<LookLoader<NpyArray> | null>(null);
  useEffect(() => {
    setKnown(NOT_FETCHED);
    if (kind === 'map') return;
    const looks = new LookLoader(
      () => getArray(study.id, `/maps.npy?view=${kind}`),
      (array) => {
        const { channels, centred } = newest.current;
        const { shape, maps: known } = mapsOf(array, channels, centred);
        maps.set(shape, known);
        setKnown(({ times }) => ({ times: times + 1, error: null }));
      },
      (error) => setKnown((before) => ({ ...before, error: errorText(error) })),
    );
    follower.current = looks;
    return () => {
      follower.current = null;
      looks.stop();
    };
  }, [study.id, kind, maps]);
  useEffect(() => follower.current?.request(study.trials), [study.trials, maps]);
  return { maps, ...known };
}

interface Tests {
  tests: Significance | null;
  /** The error of the last attempt. */
  error: string | null;
}

const NONE: Tests = { tests: null, error: null };

/** Has the server test the maps of a study at every look, while `isNeeded`. */
function useTests(study: Study, isNeeded: boolean): Tests {
  const [known, setKnown] = useState(NONE);
  const loader = useRef<LookLoader<Significance> | null>(null);
  useEffect(() => {
    setKnown(NONE);
    if (!isNeeded) return;
    const looks = new LookLoader(
      () => getSignificance(study.id),
      (tests) => setKnown({ tests, error: null }),
      (error) => setKnown(({ tests }) => ({ tests, error: errorText(error) })),
    );
    loader.current = looks;
    return () => {
      loader.current = null;
      looks.stop();
    };
  }, [study.id, isNeeded]);
  useEffect(() => loader.current?.request(study.trials), [study.trials, study.id, isNeeded]);
  return known;
}

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
            <Switch
              id="common-limit"
              text="Same colours for all maps"
              on={limit === 'common'}
              onChange={(on) => show({ limit: on ? 'common' : 'own' })}
            />
            <MapFilters shown={shown} show={show} channels={channels.length} hasAreas={areas !== null} />
            <Switch id="as-table" text="As a table" on={table} onChange={(on) => show({ table: on })} />
            <SaveMenu
              text="Save all maps"
              figure={study.name}
              study={study.name}
              files={['png', 'npy'].map((format) => ({
                label: format === 'png' ? 'PNG' : 'npy',
                name: `maps-${kind}.${format}`,
                content: studyPath(study.id, `/maps.${format}?view=${kind}`),
              }))}
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
    ({ smoothed, familywise }) => (reason === null ? smoothed?.pixels : familywise.pixels) ?? null,
  );
}

/** Returns the channels that pass the filters, in the requested order. Best validated is the largest area. */
export function foundChannels(
  channels: Channel[],
  shown: Shown,
  { areas, pixels }: ChannelValues,
): Channel[] {
  const lower = shown.search.toLowerCase();
  const found = channels.filter(
    ({ index, name, reliability }) =>
      name.toLowerCase().includes(lower) &&
      (shown.reliable === null || (reliability ?? -Infinity) >= shown.reliable) &&
      (!shown.significant || pixels === null || (pixels[index] ?? 0) > 0),
  );
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

/** States that no channel passes the filters. */
export function nothingFound({ search, reliable, significant }: Shown): string {
  const wanted = [
    search !== '' && `${search} in its name`,
    reliable !== null && `a reliability of at least ${reliable}`,
    significant && 'significant pixels',
  ].filter(Boolean);
  return `No channel has ${wanted.join(' and ')}.`;
}
