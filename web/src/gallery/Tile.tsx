import { Component } from 'preact';
import type { Channel } from '../api/types';
import { reliability } from '../format/number';
import { REFERENCE_RELIABILITY, statusText } from '../format/words';
import { hasTrials, RARE, tileLabel } from './label';

interface Props {
  channel: Channel;
  /** Number of letters that the names of all channels begin with. */
  shared: number;
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

  override render({ channel, shared, isTarget, left, top, width, mapHeight, selected, reachable }: Props) {
    const tried = hasTrials(channel);
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
        data-trials={channel.nEff ?? ''}
        data-reliability={channel.reliability ?? ''}
        data-standing={channel.standing}
      >
        <span class="unseen">{tileLabel(channel, isTarget)}</span>
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
            <Mark channel={channel} isTarget={isTarget} />
          </span>
        </span>
      </button>
    );
  }
}

function Mark({ channel, isTarget }: Pick<Props, 'channel' | 'isTarget'>) {
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
  if (channel.standing === 'constant') return <span>constant output</span>;
  return channel.standing === 'waiting' ? <span>waiting</span> : null;
}
