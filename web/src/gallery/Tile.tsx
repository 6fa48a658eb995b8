import { Component } from 'preact';
import type { Channel } from '../api/types';
import { probability, reliability, short } from '../format/number';
import { moreText } from '../format/stopping';
import { countTerm, goalText, REFERENCE_RELIABILITY, statusText } from '../format/words';
import { hasTrials, isClassifiedAsItself, RARE, tileLabel } from './label';

interface Props {
  channel: Channel;
  /** Number of letters that the names of all channels begin with. */
  shared: number;
  readout: string;
  /** Trials that it needs after the last look; null while unknown. */
  more: number | null;
  /** Whether the study has a target. */
  isTarget: boolean;
  left: number;
  top: number;
  width: number;
  mapHeight: number;
  selected: boolean;
  /** Whether it is on the screen, or it is not known. */
  visible: boolean;
  reachable: boolean;
}

/** Properties whose changes an invisible tile follows as well. */
const PLACE: (keyof Props)[] = ['shared', 'left', 'top', 'width', 'mapHeight', 'selected', 'reachable'];

/**
 * A button over one map of the atlas with a label below. Renders only when its properties change; those of its
 * channel only while it is visible.
 */
export class Tile extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const keys = next.visible ? (Object.keys(next) as (keyof Props)[]) : PLACE;
    return keys.some((key) => next[key] !== this.props[key]);
  }

  override render({
    channel,
    shared,
    readout,
    more,
    isTarget,
    left,
    top,
    width,
    mapHeight,
    selected,
    reachable,
  }: Props) {
    const tried = hasTrials(channel);
    const count = countTerm(readout);
    return (
      <button
        type="button"
        class={`tile ${channel.standing}`}
        style={{ left: `${left}px`, top: `${top}px`, width: `${width}px` }}
        aria-pressed={selected}
        tabIndex={reachable ? 0 : -1}
        data-testid="tile"
        data-index={channel.index}
        data-channel={channel.name}
        data-count={channel.count ?? ''}
        data-reliability={channel.reliability ?? ''}
        data-standing={channel.standing}
      >
        <span class="unseen">{tileLabel(channel, readout, isTarget)}</span>
        <span
          aria-hidden="true"
          class={tried ? 'window' : 'window untried'}
          style={{ height: `${mapHeight}px` }}
        >
          {!tried && <span>no trials yet</span>}
        </span>
        <span class="label" aria-hidden="true">
          <span class="line">
            <strong title={channel.name}>
              <span class="shared">{channel.name.slice(0, shared)}</span>
              <span class="own">{channel.name.slice(shared)}</span>
            </strong>
            <span class="number">{reliability(channel.reliability)}</span>
          </span>
          <span class="line small">
            <span class="number" title={count.term}>
              {count.symbol} {short(channel.count)}
            </span>
            <Mark channel={channel} more={more} isTarget={isTarget} />
          </span>
          <TileResponse channel={channel} />
        </span>
      </button>
    );
  }
}

function Mark({ channel, more, isTarget }: Pick<Props, 'channel' | 'more' | 'isTarget'>) {
  if (channel.standing === 'reached') {
    return isTarget ? (
      <span class="good">✓ reached</span>
    ) : (
      <span
        class="number"
        title={`${statusText('reached', false)}, by its lower 95 % limit; the study has no target`}
      >
        ≥ {REFERENCE_RELIABILITY}
      </span>
    );
  }
  if (channel.standing === 'rare') return <span title={RARE}>too few responses</span>;
  if (channel.standing === 'waiting') return <span>waiting</span>;
  if (more === null) return null;
  return (
    <span
      class="number"
      title={`Expected number of additional trials until this map reaches ${goalText(isTarget)}`}
    >
      {moreText(more)}
    </span>
  );
}

function TileResponse({ channel }: { channel: Channel }) {
  const isOwnClass = isClassifiedAsItself(channel);
  if (isOwnClass === null || !channel.response) return null;
  return (
    <span class={isOwnClass ? 'response good' : 'response'} title="Response of the observer to this map">
      → {channel.response.name} ({probability(channel.response.probability)})
    </span>
  );
}
