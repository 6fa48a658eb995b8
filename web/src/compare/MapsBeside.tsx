import { useMemo, useState } from 'preact/hooks';
import { getArray, mapPath } from '../api/client';
import { writeNpy, type NpyArray } from '../api/npy';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { defined, value, whole } from '../format/number';
import { comparedReliability } from '../format/stopping';
import { isCentred, mapsOf } from '../gallery/kinds';
import { Legend } from '../gallery/Legend';
import { Maps } from '../gallery/maps';
import { MapView } from '../gallery/MapView';
import { shapeOf } from '../palette/paint';
import { mapDrawing, named } from '../save/map-drawing';
import { analyseHash, compareHash } from '../route/route';
import { useAddress } from '../route/useAddress';
import { imageFiles, npyFile, SaveMenu } from '../save/SaveMenu';
import { Notice } from '../ui/Notice';

const LEVEL = 0.05;

/** Errors from fewer blocks are too uncertain for a normal threshold. */
const MANY_BLOCKS = 200;

interface Props {
  studies: Study[];
  /** Name of each study. */
  labels: string[];
}

/**
 * The maps of one channel of all studies, and the difference of the first two. The address has the channel after the
 * `ids` of the page.
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
          <label>
            Channel{' '}
            <select
              data-testid="channel"
              value={channel}
              onChange={(event) => replace(compareHash(ids, event.currentTarget.value))}
            >
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
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
    return 'The maps of these studies estimate different things: see “Map” on the page of each.';
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
  const { data, error } = useRequest(() => Promise.all(studies.map((study) => measured(study, channel))));
  if (error !== null) return <p class="muted">{error}</p>;
  if (data === null) return <p class="muted">Loading…</p>;
  return (
    <>
      <Images
        channel={channel}
        labels={labels}
        measured={data}
        centred={studies.every((study) => isCentred(study, 'map'))}
        fewBlocks={studies.some((study) => hasFewBlocks(study, channel))}
      />
      <Validity studies={studies} />
      <p>
        <a href={analyseHash({ study: second!.id, less: first!.id }, 'difference')}>
          Test the differences of all maps…
        </a>
      </p>
    </>
  );
}

/** Whether errors are estimated from so few blocks that z is not normal; those of least squares have no blocks. */
function hasFewBlocks({ channels }: Study, name: string): boolean {
  const blocks = channels.find((channel) => channel.name === name)?.blocks;
  return defined(blocks) && blocks < MANY_BLOCKS;
}

async function measured(study: Study, channel: string): Promise<Measured> {
  const [map, errors] = await Promise.all(
    ['map', 'error'].map((view) => getArray(study.id, mapPath(channel, view))),
  );
  return { map: map!, errors: errors! };
}

interface ImagesProps {
  channel: string;
  labels: string[];
  measured: Measured[];
  /** Whether the maps are centred on zero; else each is drawn minus its mean. */
  centred: boolean;
  fewBlocks: boolean;
}

function Images({ channel, labels, measured, centred, fewBlocks }: ImagesProps) {
  const maps = useMemo(() => {
    const shown = new Maps();
    measured.forEach(({ map }, i) => shown.set(shapeOf(map.shape), drawn(map, i, centred)));
    return shown;
  }, [measured, centred]);
  const z = useMemo(() => differenceZ(measured[0]!, measured[1]!), [measured]);
  const difference = useMemo(() => {
    const shown = new Maps();
    const { shape } = measured[0]!.map;
    shown.set(shapeOf(shape), drawn({ shape, values: z }, 0, true));
    return shown;
  }, [measured, z]);
  const threshold = familywiseThreshold(z.length, LEVEL);
  const beyond = z.filter((each) => Math.abs(each) > threshold).length;
  const planes = maps.shape.planes;
  const differenceName = `z of ${labels[1]} − ${labels[0]}`;
  const draw = () =>
    mapDrawing([
      ...labels.flatMap((label, i) => named(label, maps.image(i, 'common'))),
      ...named(differenceName, difference.image(0, 'own')),
    ]);
  const { shape } = measured[0]!.map;
  const stack = () =>
    writeNpy([measured.length, ...shape], measured.map(({ map }) => [...map.values]).flat());
  return (
    <>
      <SaveMenu
        figure={`maps of ${channel}`}
        study={labels.join(' ')}
        files={[
          ...imageFiles(`maps of ${channel}`, draw),
          { ...npyFile(`maps of ${channel}`, stack), label: 'npy of the maps' },
          { ...npyFile(`z of ${channel}`, () => writeNpy(shape, z)), label: 'npy of z' },
        ]}
      />
      <div class="beside">
        {labels.map((label, i) => (
          <figure key={label}>
            <MapView maps={maps} channel={i} limit="common" label={`Map of ${label}`} />
            <figcaption>{label}</figcaption>
          </figure>
        ))}
        <figure>
          <MapView maps={difference} channel={0} limit="own" label="z of the difference" />
          <figcaption>{differenceName}</figcaption>
          <Legend centre={0} limit={difference.image(0, 'own')?.limit ?? null} colour={planes === 3} />
        </figure>
      </div>
      <Legend centre={0} limit={maps.commonLimit()} colour={planes === 3} />
      {!centred && <p class="muted">Each map is shown minus its mean.</p>}
      <p data-testid="difference">
        {fewBlocks
          ? 'Too few blocks to say whether the difference is significant'
          : beyond > 0
            ? 'The difference is significant'
            : 'No significant difference'}
        : {whole(beyond)} of {whole(z.length)} values have |z| &gt; {value(threshold)}.{' '}
        {fewBlocks
          ? 'The test of all maps, below, allows for few blocks.'
          : 'Of 20 pairs of equal maps, one has such a value.'}
      </p>
    </>
  );
}

/** When z of the difference is valid; a warning if it is not. */
function Validity({ studies: [first, second] }: { studies: Study[] }) {
  return shareStimuli(first!, second!) ? (
    <Notice tone="warning" testId="dependent">
      Both studies have the same stimuli, or draw them from the same seed. Their errors are not independent: z
      is too small where the maps are similar. Clone one with another seed.
    </Notice>
  ) : (
    <p class="muted">
      z is the difference over its standard error, as the trials of the studies are independent.
    </p>
  );
}

/** Whether recorded stimuli are of the same file, or others of the same seed, under any law. */
function shareStimuli(...pair: [Study, Study]): boolean {
  const [first, second] = pair.map(({ seed, specification }) => {
    const { kind, file } = (specification.study.stimulus ?? {}) as Record<string, unknown>;
    return kind === 'recorded' ? `file ${String(file)}` : `seed ${String(seed)}`;
  });
  return first === second;
}

/** A map under an index, with its own limit; minus its mean if it is not centred. */
function drawn(map: Measured['map'], index: number, isCentred: boolean) {
  const { maps } = mapsOf({ ...map, shape: [1, ...map.shape] }, [], isCentred);
  const { values, limit, centre } = maps.get(0)!;
  return new Map([
    [index, { hasSignal: true, values: values.map((each) => each - centre), limit, centre: 0 }],
  ]);
}

/** A map of a study, with its standard errors. */
interface Measured {
  map: NpyArray;
  errors: NpyArray;
}

/** z of the difference of two maps from independent trials, the second minus the first. */
export function differenceZ(first: Measured, second: Measured): Float32Array {
  return first.map.values.map((value, i) => {
    const error = Math.hypot(first.errors.values[i]!, second.errors.values[i]!);
    return (second.map.values[i]! - value) / error;
  });
}

/**
 * The |z| that one of so many independent standard normal values exceeds with a probability of `level` (Šidák).
 *
 * The quantile is that of Abramowitz and Stegun 26.2.23, which is off by at most .0005.
 */
export function familywiseThreshold(values: number, level: number): number {
  const tail = -Math.expm1(Math.log1p(-level) / values) / 2;
  const t = Math.sqrt(-2 * Math.log(tail));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - numerator / denominator;
}
