import { getArray, getAxes, studyPath } from '../api/client';
import type { NpyArray } from '../api/npy';
import type { Axis, AxesOfChannel, Study } from '../api/types';
import { useAsked } from '../api/useAsked';
import { share, short, value, whole } from '../format/number';
import { hasEnded } from '../format/words';
import { AxisImage } from './AxisImage';
import './covariance.css';

/** Axes of spike-triggered covariance, of a study that asks for them: once it has ended. */
export function Covariance({ study }: { study: Study }) {
  const asked = study.specification?.study?.covariance;
  if (asked === undefined || asked === null) return null;
  return (
    <section class="card covariance" aria-labelledby="covariance-title" data-testid="covariance">
      <h2 id="covariance-title">Axes of spike-triggered covariance</h2>
      {hasEnded(study.state) ? (
        <Axes id={study.id} />
      ) : (
        <p class="muted">They are searched for when the study ends, or is stopped.</p>
      )}
    </section>
  );
}

function Axes({ id }: { id: string }) {
  const ask = () => Promise.all([getAxes(id), getArray(id, '/stc-axes.npy')]);
  const { found, trouble } = useAsked(ask, id);
  if (trouble !== null) return <p class="bad">{trouble}</p>;
  if (found === null) return <p class="muted">Loading…</p>;
  const [table, axes] = found;
  const any = table.channels.some((channel) => (channel.axes ?? []).length > 0);
  return (
    <>
      <p class="muted">
        Directions along which the stimuli that a channel answers vary more (excitatory, +) or less
        (suppressive, −) than all stimuli, at level {table.level}. All stimuli have variance 1. The sign of an
        axis means nothing.
      </p>
      {table.channels.map((channel, i) => (
        <ChannelAxes key={channel.name} channel={channel} level={table.level} axes={axes} index={i} />
      ))}
      <p class="links">
        <a href={studyPath(id, '/stc.json')}>stc.json</a>
        <a href={studyPath(id, '/stc-axes.npy')} download>
          stc-axes.npy
        </a>
        <a href={studyPath(id, '/stc-eigenvalues.npy')} download>
          stc-eigenvalues.npy
        </a>
        {any && <a href={studyPath(id, '/stc.png')}>stc.png</a>}
      </p>
    </>
  );
}

interface ChannelProps {
  channel: AxesOfChannel;
  level: number;
  axes: NpyArray;
  index: number;
}

function ChannelAxes({ channel, level, axes, index }: ChannelProps) {
  const found = channel.axes ?? [];
  return (
    <div class="channel" data-testid="axes" data-channel={channel.name}>
      <h3>{channel.name}</h3>
      <p class="muted">{factsOf(channel)}</p>
      {found.length === 0 ? (
        <p data-testid="no-axes">{whyNone(channel, level)}</p>
      ) : (
        <ul>
          {found.map((axis) => (
            <li key={axis.index} data-testid="axis" data-kind={axis.kind}>
              <AxisImage axes={axes} channel={index} axis={axis.index} label={axisLabel(channel, axis)} />
              <strong>
                {axis.kind === 'excitatory' ? '+' : '−'} {axis.kind}
              </strong>
              <span class="number">eigenvalue {value(axis.eigenvalue)}</span>
              <span class="number">
                <var>z</var> {value(axis.z)}
                {axis.p !== null && (
                  <>
                    , <var>p</var> {value(axis.p)}
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {channel.complete === false && (
        <p class="muted">The search ended at its limit; there may be more axes.</p>
      )}
    </div>
  );
}

/** Of how many trials and eigenvalues, and how many of these are beyond the edge of chance, roughly. */
function factsOf({ nEff, dimensions, axes, screen }: AxesOfChannel): string {
  const trials = `${short(nEff)} effective trials`;
  if (dimensions === undefined) return trials;
  const parts = [
    trials,
    `${whole(dimensions)} dimensions`,
    `${whole(axes?.length ?? 0)} significant ${axes?.length === 1 ? 'axis' : 'axes'}`,
  ];
  if (screen) {
    parts.push(
      `eigenvalues beyond the Marchenko-Pastur edges ${share(screen.low)} and ${share(screen.high)}, a screen only: ${whole(screen.below)} below, ${whole(screen.above)} above`,
    );
  }
  return parts.join(', ');
}

function whyNone({ problem, next }: AxesOfChannel, level: number): string {
  if (problem !== undefined) return `No answer: ${problem}.`;
  if (!next) return 'No axis.';
  return `No axis: the most extreme directions have z ${value(next.excitatoryZ)} (excitatory) and ${value(next.suppressiveZ)} (suppressive), which is within chance at level ${level}.`;
}

function axisLabel(channel: AxesOfChannel, axis: Axis): string {
  return `Axis ${axis.index + 1} of ${channel.name}, ${axis.kind}, eigenvalue ${value(axis.eigenvalue)}`;
}
