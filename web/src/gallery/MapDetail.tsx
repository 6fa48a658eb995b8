import { studyPath } from '../api/client';
import type { Channel } from '../api/types';
import { defined, NOTHING, share, short, value, whole } from '../format/number';
import { standingWords } from '../format/words';
import { answerText, hasTrials, readsItself } from './label';
import { Legend } from './Legend';
import './map-detail.css';
import type { Maps } from './maps';
import { MapView } from './MapView';
import { useMapRange } from './useMapRange';

interface Props {
  study: string;
  channel: Channel;
  maps: Maps;
  common: boolean;
}

/** The selected map, large, with what is known of it. */
export function MapDetail({ study, channel, maps, common }: Props) {
  const range = useMapRange(maps, channel.index, common);
  const planes = maps.shape.planes;
  const png = (view: string) => studyPath(study, `/maps/${channel.index}.png?view=${view}&scale=12`);
  return (
    <section class="card map-detail" aria-labelledby="detail-title" data-testid="detail">
      <h2 id="detail-title">Map of {channel.name}</h2>
      <div class="frame">
        <MapView maps={maps} channel={channel.index} common={common} label={`Map of ${channel.name}`} />
        {!hasTrials(channel) && <span class="untried">no trials yet</span>}
      </div>
      {planes === 3 && (
        <div class="planes">
          {['red', 'green', 'blue'].map((name, plane) => (
            <figure key={name}>
              <MapView
                maps={maps}
                channel={channel.index}
                common={common}
                plane={plane}
                label={`${name} plane`}
              />
              <figcaption>{name}</figcaption>
            </figure>
          ))}
        </div>
      )}
      <Legend {...range} colour={false} />
      <dl>
        <dt>Count</dt>
        <dd class="number">{whole(channel.count)}</dd>
        <dt>Effective trials</dt>
        <dd class="number">{whole(channel.nEff)}</dd>
        <dt>
          Halves agree, <var>r</var>
        </dt>
        <dd class="number">{share(channel.r, 3)}</dd>
        <dt>Reliability</dt>
        <dd class="number">{share(channel.reliability, 3)}</dd>
        {defined(channel.assured) && channel.assured !== channel.reliability && (
          <>
            <dt>At least, 95 %</dt>
            <dd class="number">{share(channel.assured, 3)}</dd>
          </>
        )}
        <dt>Signal to noise</dt>
        <dd class="number">{value(channel.snr)}</dd>
        <dt>Precision</dt>
        <dd class="number">{defined(channel.precision) ? `±${value(channel.precision)}` : NOTHING}</dd>
        <dt>Trials to the target</dt>
        <dd class="number">{short(channel.trialsTo)}</dd>
        <dt>Standing</dt>
        <dd>{standingWords(channel.standing)}</dd>
      </dl>
      <Verdict channel={channel} />
      <p class="links">
        <a href={png('map')}>PNG</a>
        <a href={png('error')}>errors PNG</a>
        <a href={png('z')}>z PNG</a>
        <a href={studyPath(study, '/maps.npy')} download>
          maps.npy
        </a>
      </p>
    </section>
  );
}

function Verdict({ channel }: { channel: Channel }) {
  const text = answerText(channel);
  if (text === null) return null;
  return (
    <p class={readsItself(channel) ? 'verdict good' : 'verdict'}>
      Shown its own map, {text}
      {readsItself(channel) ? ' ✓' : ''}
    </p>
  );
}
