import { Component } from 'preact';
import type { Channel } from '../api/types';
import { reliability } from '../format/number';
import { statusText } from '../format/words';
import { hasTrials, reasonOf, shortName, tileLabel } from './label';

interface Props {
  channel: Channel;
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
const PLACE: (keyof Props)[] = ['left', 'top', 'width', 'mapHeight', 'selected', 'reachable'];

/**
 * A button over one map of the atlas with a label below. Renders only when its properties change; those of its
 * channel only while it is visible.
 */
export class Tile extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const keys = next.visible ? (Object.keys(next) as (keyof Props)[]) : PLACE;
    return keys.some((key) => next[key] !== this.props[key]);
  }

  override render({ channel, isTarget, left, top, width, mapHeight, selected, reachable }: Props) {
    const tried = hasTrials(channel);
    const reason = reasonOf(channel.standing);
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
          {!tried && <span>no responses</span>}
        </span>
        <span class="label" aria-hidden="true">
          <strong title={channel.name}>{shortName(channel.name)}</strong>
          {reason !== null ? (
            <span class="small" title={reason.meaning}>
              {reason.text}
            </span>
          ) : (
            <span class="number" title={statusText(channel.standing, isTarget)}>
              {reliability(channel.reliability)}
              {channel.standing === 'reached' && <span class="good"> ✓</span>}
            </span>
          )}
        </span>
      </button>
    );
  }
}
