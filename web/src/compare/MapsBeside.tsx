import { useMemo, useState } from 'preact/hooks';
import { getArray, mapPath } from '../api/client';
import type { NpyArray } from '../api/npy';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { comparedReliability } from '../format/stopping';
import { isCentred, mapsOf } from '../gallery/kinds';
import { Legend } from '../gallery/Legend';
import { Maps } from '../gallery/maps';
import { MapView } from '../gallery/MapView';
import { shapeOf } from '../palette/paint';
import { analyseHash, compareHash } from '../route/route';
import { useAddress } from '../route/useAddress';
import { Loading } from '../ui/Loading';
import { Select } from '../ui/Select';
import { Notice } from '../ui/Notice';

interface Props {
  studies: Study[];
  /** Name of each study. */
  labels: string[];
}

/**
 * The maps of one channel of all studies. The address has the channel after the `ids` of the page.
 */
export function MapsBeside({ ids, studies, labels }: Props & { ids: string[] }) {
  const names = commonChannels(studies);
  const [initial] = useState(() => mostReliable(studies, names));
  const [chosen, replace] = useAddress((query) => new URLSearchParams(query).get('channel'));
  if (studies.length < 2) return null;
  const channel = [chosen ?? undefined, initial, names[0]].find(
    (name) => name !== undefined && names.includes(name),
  );
  const problem = obstacle(studies, names);
  return (
    <section class="card" aria-labelledby="beside-title" data-testid="beside">
      <div class="page-head">
        <h2 id="beside-title">Maps</h2>
        {problem === null && (
          <Select
            id="channel"
            label="Channel"
            value={channel!}
            options={Object.fromEntries(names.map((name) => [name, name]))}
            onChange={(name) => replace(compareHash(ids, name))}
          />
        )}
      </div>
      {problem !== null && <p class="muted">{problem}</p>}
      {problem === null && chosen !== null && channel !== chosen && (
        <Notice tone="warning" testId="address">
          These studies have no channel {chosen} in common; {channel} is shown.
        </Notice>
      )}
      {problem === null && channel !== undefined && (
        <Row
          key={`${channel} ${studies.map(({ looks }) => looks).join(' ')}`}
          studies={studies}
          labels={labels}
          channel={channel}
        />
      )}
    </section>
  );
}

/** The reason why maps cannot be compared; null if they can. */
function obstacle(studies: Study[], names: string[]): string | null {
  const differs = <T,>(of: (study: Study) => T) => new Set(studies.map((each) => String(of(each)))).size > 1;
  if (differs(({ shape }) => shape)) return 'The maps of these studies have different shapes.';
  if (differs(({ conventions }) => conventions.estimand)) {
    return 'The maps of these studies estimate different things: see “Statistics” on the page of each.';
  }
  return names.length === 0 ? 'These studies have no channel in common.' : null;
}

function commonChannels(studies: Study[]): string[] {
  const [first, ...others] = studies.map(({ channels }) => channels.map(({ name }) => name));
  return (first ?? []).filter((name) => others.every((names) => names.includes(name)));
}

/** The channel whose lowest reliability in any study is highest; the first if none is known. */
function mostReliable(studies: Study[], names: string[]): string | undefined {
  const known = studies.map(
    ({ channels }) => new Map(channels.map((each) => [each.name, comparedReliability(each)])),
  );
  const lowest = (name: string) => Math.min(...known.map((values) => values.get(name) ?? -Infinity));
  return names.reduce<string | undefined>(
    (best, name) => (best === undefined || lowest(name) > lowest(best) ? name : best),
    undefined,
  );
}

function Row({ studies, labels, channel }: Props & { channel: string }) {
  const [first, second] = studies;
  const { data, error } = useRequest(() =>
    Promise.all(studies.map(({ id }) => getArray(id, mapPath(channel, 'map')))),
  );
  const centred = studies.every((study) => isCentred(study, 'map'));
  const maps = useMemo(() => {
    const shown = new Maps();
    data?.forEach((map, i) => shown.set(shapeOf(map.shape), drawn(map, i, centred)));
    return shown;
  }, [data, centred]);
  if (data === null) return <Loading error={error} loaded={false} />;
  return (
    <>
      <div class="beside">
        {labels.map((label, i) => (
          <figure key={label}>
            <MapView maps={maps} channel={i} limit="common" label={`Map of ${label}`} />
            <figcaption>{label}</figcaption>
          </figure>
        ))}
      </div>
      <Legend centre={0} limit={maps.commonLimit()} colour={maps.shape.planes === 3} />
      {!centred && <p class="muted">Each map is shown minus its mean.</p>}
      <p>
        <a href={analyseHash({ study: second!.id, less: first!.id }, 'difference')}>
          Test the differences of all maps…
        </a>
      </p>
    </>
  );
}

/** A map under an index, with its own limit; minus its mean if it is not centred. */
function drawn(map: NpyArray, index: number, isCentred: boolean) {
  const { maps } = mapsOf({ ...map, shape: [1, ...map.shape] }, [], isCentred);
  const { values, limit, centre } = maps.get(0)!;
  return new Map([
    [index, { hasSignal: true, values: values.map((each) => each - centre), limit, centre: 0 }],
  ]);
}
