import { getObserver, mapPath, meanPath, studyPath } from '../api/client';
import type { Channel, Study, TestedMap } from '../api/types';
import { fileName } from '../format/file-name';
import { defined, NO_VALUE, probability, reliability, value, whole } from '../format/number';
import { hasTarget, statusText } from '../format/words';
import { heading, isCentred, type Kind } from './kinds';
import { hasTrials, reasonOf } from './label';
import { InspectedMap, type PointedPixel } from './InspectedMap';
import { Legend } from './Legend';
import './map-detail.css';
import type { Limit, Maps } from './maps';
import { SaveMenu } from '../save/SaveMenu';
import { useState } from 'preact/hooks';
import { useRequest } from '../api/useRequest';
import { useImage } from './useImage';
import { Word } from '../ui/Word';

interface Props {
  study: Study;
  channel: Channel;
  maps: Maps;
  limit: Limit;
  kind: Kind;
  pointed: PointedPixel;
  /** Whether the map has standard errors: that of an earlier snapshot has none. */
  hasErrors?: boolean;
  /** Results of the tests, in the view of significant pixels. */
  tested: TestedMap | null;
}

/** The selected map, enlarged, with its statistics. */
export function MapDetail({ study, channel, maps, limit, kind, pointed, hasErrors = true, tested }: Props) {
  const { id, name, stop, trials, conventions } = study;
  const image = useImage(maps, channel.index, limit);
  const planes = maps.shape.planes;
  const title = heading(kind, channel.name);
  const reason = reasonOf(channel.standing);
  return (
    <section class="card map-detail" aria-labelledby="detail-title" data-testid="detail">
      <div class="page-head">
        <h2 id="detail-title">{title}</h2>
        <SaveMenu
          text="Save"
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
          pointed={pointed}
          hasErrors={hasErrors}
          trials={trials}
          lessMean={kind === 'map' && !isCentred(study, kind)}
        />
        {!hasTrials(channel) && <span class="untried">no responses</span>}
      </div>
      <Legend
        centre={image?.centre ?? 0}
        limit={image?.limit ?? null}
        colour={planes === 3}
        oneSided={maps.oneSided}
      />
      {kind === 'map' && <ClassMean study={study} name={channel.name} />}
      <dl>
        <dt>
          <Word>Reliability</Word>
        </dt>
        <dd class="number">{reliability(channel.reliability)}</dd>
        <dt>Status</dt>
        <dd>{statusText(channel.standing, hasTarget(stop))}</dd>
        {tested && <Strongest map={tested} />}
      </dl>
      {reason !== null && (
        <p class="muted">
          Pale: {reason.text}; {reason.meaning}.
        </p>
      )}
      <details>
        <summary>Statistics</summary>
        <dl>
          <dt>
            <Word>Effective trials</Word>
          </dt>
          <dd class="number">{whole(channel.nEff)}</dd>
          {defined(channel.assured) && (
            <>
              <dt>
                <Word>Assured reliability</Word>
              </dt>
              <dd class="number">
                {reliability(channel.assured)}{' '}
                {String(conventions.reliability).includes('halves') ? "in v'Cv" : 'over pixels'}
              </dd>
            </>
          )}
          <dt>Precision</dt>
          <dd class="number">{defined(channel.precision) ? `±${value(channel.precision)}` : NO_VALUE}</dd>
          {tested && <OtherTests map={tested} />}
          {typeof conventions.estimand === 'string' && (
            <>
              <dt>
                <Word>Estimand</Word>
              </dt>
              <dd>{conventions.estimand.replaceAll('-', ' ')}</dd>
            </>
          )}
        </dl>
      </details>
    </section>
  );
}

/** The number of significant pixels by the test that the view shows. */
function Strongest({ map: { pixels, reason, familywise, smoothed } }: { map: TestedMap }) {
  return (
    <>
      <dt>Significant pixels</dt>
      <dd class="number" data-testid="tests">
        {smoothed
          ? `${whole(smoothed.pixels)} of ${whole(pixels)}, ${clusters(smoothed.clusters.length)}`
          : familywise
            ? `${whole(familywise.pixels)} of ${whole(pixels)}`
            : `not tested: ${reason}`}
      </dd>
    </>
  );
}

/** The other tests of a map. */
function OtherTests({ map: { wholeMap, reason, familywise, discovery } }: { map: TestedMap }) {
  const rows = [
    ['Whole map, p', probability(wholeMap?.p)],
    ...(
      [
        ['familywise', familywise],
        ['false discovery', discovery],
      ] as const
    ).map(([name, found]) => [
      `Pixels, ${name}`,
      found
        ? whole(found.pixels) + (defined(found.threshold) ? `, |z| ≥ ${value(found.threshold)}` : '')
        : `not tested: ${reason}`,
    ]),
  ];
  return (
    <>
      {rows.map(([term, text]) => (
        <>
          <dt>{term}</dt>
          <dd class="number" data-testid="other-test">
            {text}
          </dd>
        </>
      ))}
    </>
  );
}

function clusters(count: number): string {
  return `${whole(count)} ${count === 1 ? 'cluster' : 'clusters'}`;
}

/** The mean image of a class on request, if the data set of the network is known. */
function ClassMean({ study: { observer }, name }: { study: Study; name: string }) {
  const isClass = observer.classes?.includes(name) ?? false;
  const { data } = useRequest(
    () => (isClass ? getObserver(observer.name) : Promise.resolve(null)),
    `${observer.name} ${isClass}`,
  );
  const [missing, setMissing] = useState<string | null>(null);
  const path = meanPath(observer.name, name);
  if (!isClass || !data?.dataset) return null;
  return (
    <details class="class-mean" data-testid="class-mean">
      <summary>Mean image of the class</summary>
      {missing === path ? (
        <p class="muted">The server has no images of {data.dataset}.</p>
      ) : (
        <img
          class="map-view"
          loading="lazy"
          src={path}
          alt={`Mean test image of ${name} in ${data.dataset}`}
          onError={() => setMissing(path)}
        />
      )}
    </details>
  );
}
