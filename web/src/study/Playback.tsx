import { useEffect, useRef, useState } from 'preact/hooks';
import { getBytes } from '../api/client';
import { errorText } from '../api/problem';
import { readSnapshots, type Snapshots } from '../api/snapshots';
import type { Channel, HistoryRow, Study } from '../api/types';
import { whole } from '../format/number';
import { isInactive } from '../format/words';
import { Maps } from '../gallery/maps';

const STEP_MILLIS = 150;

/** Maps of a snapshot, and the channels as they were then. */
export interface Played {
  maps: Maps;
  channels: Channel[];
}

interface Props {
  study: Study;
  rows: HistoryRow[];
  /** Shows a snapshot; null for the newest maps. */
  onPlayed: (played: Played | null) => void;
}

/** A slider over the snapshots of the maps, which are loaded when it is used. Its right end is the newest maps. */
export function Playback({ study, rows, onPlayed }: Props) {
  const [snapshots, setSnapshots] = useState<Snapshots | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [position, setPosition] = useState<number | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const loaded = useRef<number | null>(null);
  /** A longer study has other snapshots; the nearest one is shown. */
  const onLoaded = (next: Snapshots) => {
    setPosition((at) => {
      const trials = at === null ? Infinity : (snapshots?.trials[at] ?? 0);
      const later = next.trials.findIndex((each) => each >= trials);
      return later < 0 ? null : later;
    });
    setSnapshots(next);
  };
  const load = () => {
    if (loaded.current === study.looks) return;
    loaded.current = study.looks;
    getBytes(study.id, '/maps-over-trials.npy')
      .then(readSnapshots)
      .then(onLoaded, (failure) => {
        setError(errorText(failure));
        setPlaying(false);
      });
  };
  const count = snapshots?.trials.length ?? 0;
  const show = (next: number) => setPosition(next >= count ? null : next);
  useEffect(() => {
    onPlayed(snapshots === null || position === null ? null : played(snapshots, position, study, rows));
  }, [snapshots, position]);
  useEffect(() => {
    if (!isPlaying || snapshots === null) return;
    if (position === null) return setPlaying(false);
    const timer = setTimeout(() => show(position + 1), STEP_MILLIS);
    return () => clearTimeout(timer);
  }, [isPlaying, snapshots, position]);
  const play = () => {
    setPlaying(!isPlaying);
    if (isPlaying) return;
    load();
    setPosition(0);
  };
  const trials = position === null ? study.trials : (snapshots?.trials[position] ?? 0);
  return (
    <div class="playback" onPointerEnter={load} onFocusIn={load}>
      <button type="button" class="small" data-testid="play" onClick={play}>
        {isPlaying ? 'Stop' : 'Play'}
      </button>
      <input
        type="range"
        min="0"
        max={Math.max(count, 1)}
        value={position ?? Math.max(count, 1)}
        aria-label="Maps over trials"
        aria-valuetext={`${whole(trials)} trials`}
        data-testid="playback"
        data-snapshots={count}
        onInput={(event) => {
          setPlaying(false);
          show(Number(event.currentTarget.value));
        }}
      />
      <span class="number muted">
        {position === null && !isInactive(study.state) ? 'now' : `${whole(trials)} trials`}
      </span>
      {error !== null && <span class="bad">{error}</span>}
      {position !== null && snapshots !== null && <Limits snapshots={snapshots} study={study} />}
    </div>
  );
}

/** What the snapshots of a large study lack. */
function Limits({ snapshots: { shape, channels }, study }: { snapshots: Snapshots; study: Study }) {
  const parts = [
    shape.width < (study.shape?.at(-1) ?? 0) && `${shape.height} × ${shape.width} pixels`,
    channels < study.channels.length && `the first ${whole(channels)} channels`,
  ].filter(Boolean);
  return parts.length === 0 ? null : <span class="muted">Snapshots have {parts.join(' and ')}.</span>;
}

function played(snapshots: Snapshots, position: number, study: Study, rows: HistoryRow[]): Played {
  const maps = new Maps();
  maps.set(snapshots.shape, snapshots.maps(position));
  const trials = snapshots.trials[position];
  const then = new Map(rows.filter((row) => row.trials === trials).map((row) => [row.channel, row]));
  const channels = study.channels.map((channel) => ({
    ...channel,
    standing: snapshots.standing(position, channel.index) ?? channel.standing,
    reliability: then.get(channel.name)?.reliability ?? null,
  }));
  return { maps, channels };
}
