import { getArray, getAxes, studyPath } from '../api/client';
import type { NpyArray } from '../api/npy';
import type { Axis, ChannelAxes, Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { probability, short, value, whole } from '../format/number';
import { hasEnded } from '../format/words';
import { SaveMenu } from '../save/SaveMenu';
import './covariance.css';
import { useMemo } from 'preact/hooks';
import { mapsOf } from '../gallery/kinds';
import { Maps } from '../gallery/maps';
import { MapView } from '../gallery/MapView';
import { Loading } from '../ui/Loading';

/** Axes of spike-triggered covariance, or of gradients, of a finished study that requests them. */
export function Covariance({ study }: { study: Study }) {
  const requested = study.specification.study.covariance;
  if (requested === undefined || requested === null) return null;
  return (
    <section class="card covariance" aria-labelledby="covariance-title" data-testid="covariance">
      <h2 id="covariance-title">
        Axes of{' '}
        {study.specification.study.estimator === 'gradient' ? 'gradients' : 'spike-triggered covariance'}
      </h2>
      {hasEnded(study.state) ? (
        <Axes study={study} />
      ) : (
        <p class="muted">Computed when the study ends or is stopped.</p>
      )}
    </section>
  );
}

function Axes({ study: { id, name: study } }: { study: Study }) {
  const load = () => Promise.all([getAxes(id), getArray(id, '/stc-axes.npy')]);
  const { data, error } = useRequest(load, id);
  if (data === null) return <Loading error={error} loaded={false} />;
  const [table, axes] = data;
  const file = (label: string, name: string) => ({ label, name, content: studyPath(id, `/${name}`) });
  return (
    <>
      <SaveMenu
        figure="axes"
        study={study}
        files={[
          file('PNG', 'stc.png'),
          file('npy of axes', 'stc-axes.npy'),
          file('npy of eigenvalues', 'stc-eigenvalues.npy'),
          file('JSON', 'stc.json'),
        ]}
      />
      <p class="muted">{table.source === 'gradients' ? GRADIENTS : triggered(table.level)}</p>
      {table.channels.map((channel, i) => (
        <ChannelCard key={channel.name} channel={channel} level={table.level} axes={axes} index={i} />
      ))}
    </>
  );
}

const GRADIENTS =
  'Directions along which the gradient of a channel is larger than along others, with their shares of the squared gradient. The sign of an axis is arbitrary.';

function triggered(level: number): string {
  return `Directions along which the variance of stimuli, weighted by the response of a channel, is larger (excitatory, +) or smaller (suppressive, −) than that of all stimuli, which is 1; level ${level}. The sign of an axis is arbitrary.`;
}

const SIGNS = { excitatory: '+ ', suppressive: '− ', gradient: '' };

interface ChannelProps {
  channel: ChannelAxes;
  level: number;
  axes: NpyArray;
  index: number;
}

function ChannelCard({ channel, level, axes, index }: ChannelProps) {
  const found = channel.axes ?? [];
  const maps = useMemo(() => axisMaps(axes, index), [axes, index]);
  return (
    <div class="channel" data-testid="axes" data-channel={channel.name}>
      <h3>{channel.name}</h3>
      <p class="muted">{factsOf(channel)}</p>
      {found.length === 0 ? (
        <p data-testid="no-axes">{noAxesText(channel, level)}</p>
      ) : (
        <ul>
          {found.map((axis) => (
            <li key={axis.index} data-testid="axis" data-kind={axis.kind}>
              <MapView maps={maps} channel={axis.index} limit="own" label={axisLabel(channel, axis)} />
              <strong>
                {SIGNS[axis.kind]}
                {axis.kind}
              </strong>
              <span class="number">eigenvalue {value(axis.eigenvalue)}</span>
              <span class="number">
                <var>z</var> {value(axis.z)}
                {axis.p !== null && (
                  <>
                    , <var>p</var> {probability(axis.p)}
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {channel.complete === false && <p class="muted">The search reached its limit; more axes may exist.</p>}
    </div>
  );
}

/** Numbers of trials and axes, and the subspace of gradients. */
function factsOf({ nEff, axes, subspace }: ChannelAxes): string {
  const trials = `${short(nEff)} effective trials`;
  if (axes === undefined) return trials;
  const parts = [trials, `${whole(axes.length)} significant ${axes.length === 1 ? 'axis' : 'axes'}`];
  if (subspace) {
    parts.push(
      subspace.firstOrderMapIsZero === null
        ? 'too few gradients to say whether the first-order map is zero'
        : subspace.firstOrderMapIsZero
          ? 'first-order map zero within chance'
          : `average with ${value(subspace.averageShare)} of the squared gradient`,
    );
  }
  return parts.join(', ');
}

function noAxesText({ problem, next }: ChannelAxes, level: number): string {
  if (problem !== undefined) return `No result: ${problem}.`;
  if (!next) return 'No significant axis.';
  return `No significant axis at level ${level}: the most extreme directions have z ${value(next.excitatoryZ)} (excitatory) and ${value(next.suppressiveZ)} (suppressive).`;
}

function axisLabel(channel: ChannelAxes, axis: Axis): string {
  return `Axis ${axis.index + 1} of ${channel.name}, ${axis.kind}, eigenvalue ${value(axis.eigenvalue)}`;
}

/**
 * Returns the axes of a channel as maps.
 *
 * @param axes channels x axes x C x H x W
 */
function axisMaps({ shape, values }: NpyArray, channel: number): Maps {
  const size = values.length / shape[0]!;
  const array = { shape: shape.slice(1), values: values.subarray(channel * size, (channel + 1) * size) };
  const { shape: ofMap, maps: known } = mapsOf(array, [], true);
  const maps = new Maps();
  maps.set(ofMap, new Map([...known].map(([axis, map]) => [axis, { ...map, hasSignal: true }])));
  return maps;
}
