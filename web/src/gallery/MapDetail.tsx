import { mapPath, studyPath } from '../api/client';
import type { Channel, Study, TestedMap } from '../api/types';
import { fileName } from '../format/file-name';
import { defined, NO_VALUE, reliability, value, whole } from '../format/number';
import { goalText, hasTarget, statusText } from '../format/words';
import { moreText, moreTrials } from '../format/stopping';
import { heading, isCentred, type Kind } from './kinds';
import { hasTrials, RARE } from './label';
import { InspectedMap } from './InspectedMap';
import { Legend } from './Legend';
import './map-detail.css';
import type { Limit, Maps } from './maps';
import { SaveMenu } from '../save/SaveMenu';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  study: Study;
  channel: Channel;
  maps: Maps;
  limit: Limit;
  kind: Kind;
  /** Results of the tests, in the view of significant pixels. */
  tested: TestedMap | null;
}

/** The selected map, enlarged, with its statistics. */
export function MapDetail({ study, channel, maps, limit, kind, tested }: Props) {
  const { id, name, stop, trials } = study;
  const range = useMapRange(maps, channel.index, limit);
  const planes = maps.shape.planes;
  const title = heading(kind, channel.name);
  return (
    <section class="card map-detail" aria-labelledby="detail-title" data-testid="detail">
      <div class="page-head">
        <h2 id="detail-title">{title}</h2>
        <SaveMenu
          text="Save this map"
          figure={title}
          study={name}
          files={(['png', 'npy'] as const).map((format) => ({
            label: format === 'png' ? 'PNG' : 'npy',
            name: `${fileName(title)}.${format}`,
            content: studyPath(id, mapPath(channel.name, kind, format)),
          }))}
        />
      </div>
      <div class="frame">
        <InspectedMap
          study={id}
          channel={channel}
          maps={maps}
          limit={limit}
          label={title}
          trials={trials}
          lessMean={kind === 'map' && !isCentred(study, kind)}
        />
        {!hasTrials(channel) && <span class="untried">no trials yet</span>}
      </div>
      <Legend {...range} colour={planes === 3} oneSided={maps.oneSided} />
      {tested && <Tests map={tested} />}
      <dl>
        <dt>Effective trials</dt>
        <dd class="number">{whole(channel.nEff)}</dd>
        <dt>Reliability</dt>
        <dd class="number">{reliability(channel.reliability)}</dd>
        {defined(channel.assured) && (
          <>
            <dt>Reliability, lower 95 % limit</dt>
            <dd class="number">{reliability(channel.assured)}</dd>
          </>
        )}
        <dt>Precision</dt>
        <dd class="number">{defined(channel.precision) ? `±${value(channel.precision)}` : NO_VALUE}</dd>
        <dt>More trials to {goalText(hasTarget(stop))}</dt>
        <dd class="number">{moreText(moreTrials(channel, trials))}</dd>
        <dt>Status</dt>
        <dd>{statusText(channel.standing, hasTarget(stop))}</dd>
      </dl>
      {channel.standing === 'rare' && <p class="muted">{RARE}</p>}
    </section>
  );
}

/** Number of significant pixels by each test. */
function Tests({ map: { pixels, wholeMap, familywise, discovery, smoothed } }: { map: TestedMap }) {
  return (
    <dl data-testid="tests">
      <dt>Whole map</dt>
      <dd class="number">
        {wholeMap ? (
          <>
            <var>p</var> {value(wholeMap.p)}
          </>
        ) : (
          NO_VALUE
        )}
      </dd>
      <dt>Pixels, smoothed</dt>
      <dd class="number">
        {smoothed
          ? `${whole(smoothed.pixels)} of ${whole(pixels)}, ${clusters(smoothed.clusters.length)}`
          : NO_VALUE}
      </dd>
      <dt>Pixels, familywise</dt>
      <dd class="number">
        {whole(familywise.pixels)}
        {defined(familywise.threshold) && `, |z| ≥ ${value(familywise.threshold)}`}
      </dd>
      <dt>Pixels, false discovery</dt>
      <dd class="number">
        {whole(discovery.pixels)}
        {defined(discovery.threshold) && `, |z| ≥ ${value(discovery.threshold)}`}
      </dd>
    </dl>
  );
}

function clusters(count: number): string {
  return `${whole(count)} ${count === 1 ? 'cluster' : 'clusters'}`;
}

interface Range {
  centre: number;
  limit: number | null;
}

/** The current colour range of a map. */
function useMapRange(maps: Maps, channel: number, chosen: Limit): Range {
  const read = (): Range => {
    const image = maps.image(channel, chosen);
    return { centre: image?.centre ?? 0, limit: image?.limit ?? null };
  };
  const [range, setRange] = useState(read);
  useEffect(() => {
    const follow = () =>
      setRange((before) => {
        const now = read();
        return now.limit === before.limit && now.centre === before.centre ? before : now;
      });
    follow();
    return maps.subscribe(follow);
  }, [maps, channel, chosen]);
  return range;
}
