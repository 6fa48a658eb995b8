import { Component } from 'preact';
import type { Channel } from '../api/types';
import { share, short } from '../format/number';
import { moreText } from '../format/stopping';
import { hasTrials, readsItself, tileLabel } from './label';

interface Props {
  channel: Channel;
  /** Trials that it needs beyond those of the last look; null while that is not known. */
  more: number | null;
  left: number;
  top: number;
  width: number;
  mapHeight: number;
  selected: boolean;
  reachable: boolean;
  onSelect: (index: number) => void;
}

/** A button over one map of the atlas, with the map's label below. Drawn again only when its channel changed. */
export class Tile extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return (Object.keys(next) as (keyof Props)[]).some((key) => next[key] !== this.props[key]);
  }

  override render({ channel, more, left, top, width, mapHeight, selected, reachable, onSelect }: Props) {
    const tried = hasTrials(channel);
    return (
      <button
        type="button"
        class={`tile ${channel.standing}`}
        style={{ left: `${left}px`, top: `${top}px`, width: `${width}px` }}
        aria-label={tileLabel(channel)}
        aria-pressed={selected}
        tabIndex={reachable ? 0 : -1}
        data-testid="tile"
        data-index={channel.index}
        data-channel={channel.name}
        data-count={channel.count ?? ''}
        data-reliability={channel.reliability ?? ''}
        data-standing={channel.standing}
        onClick={() => onSelect(channel.index)}
      >
        <span class={tried ? 'window' : 'window untried'} style={{ height: `${mapHeight}px` }}>
          {!tried && <span>no trials yet</span>}
        </span>
        <span class="label">
          <span class="line">
            <strong>{channel.name}</strong>
            <span class="number">{share(channel.reliability)}</span>
          </span>
          <span class="line small">
            <span class="number">n {short(channel.count)}</span>
            <Mark channel={channel} more={more} />
          </span>
          <Answer channel={channel} />
        </span>
      </button>
    );
  }
}

function Mark({ channel, more }: { channel: Channel; more: number | null }) {
  if (channel.standing === 'reached') return <span class="good">✓ reached</span>;
  if (channel.standing === 'rare') return <span>rare</span>;
  if (channel.standing === 'waiting') return <span>waiting</span>;
  if (more === null) return null;
  return (
    <span class="number" title="More trials until this map may be expected to reach the target">
      {moreText(more)}
    </span>
  );
}

function Answer({ channel }: { channel: Channel }) {
  const right = readsItself(channel);
  if (right === null || !channel.answer) return null;
  return (
    <span class={right ? 'answer good' : 'answer'} title="What the observer calls this map">
      → {channel.answer.name} ({share(channel.answer.probability)})
    </span>
  );
}
