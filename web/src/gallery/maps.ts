import type { StoppingStatus } from '../api/types';
import type { FrameRecord } from '../live/frame';
import type { Image, Shape } from '../palette/paint';

/** What the colours of a map end at: its own largest value, or that of all maps. */
export type Limit = 'own' | 'common';

/** A map without enough responses has at most this fraction of the contrast of others: 1 / PALE. */
const PALE = 4;

/** The latest map of a channel. */
export interface KnownMap {
  hasSignal: boolean;
  values: Float32Array;
  limit: number;
  centre: number;
}

/** Whether a channel has enough responses for its map to contain signal. */
export function hasEnoughResponses(standing: StoppingStatus): boolean {
  return standing === 'short' || standing === 'reached' || standing === 'unchecked';
}

/** The latest map of every watched channel. Not component state, because maps are drawn directly on canvases. */
export class Maps {
  private readonly known = new Map<number, KnownMap>();
  private readonly listeners = new Set<(changed: number[]) => void>();
  shape: Shape = { planes: 1, height: 1, width: 1 };

  /**
   * @param oneSided whether values are unsigned, so that colours start at 0
   */
  constructor(readonly oneSided = false) {}

  /** Stores the maps of a frame, which are centred on 0. */
  put(shape: Shape, records: FrameRecord[]): void {
    const known = new Map<number, KnownMap>();
    for (const { channel, map, limit, standing } of records) {
      known.set(channel, { hasSignal: hasEnoughResponses(standing), values: map, limit, centre: 0 });
    }
    this.set(shape, known);
  }

  /** Stores maps by channel. */
  set(shape: Shape, maps: Map<number, KnownMap>): void {
    this.shape = shape;
    for (const [channel, map] of maps) this.known.set(channel, map);
    const changed = [...maps.keys()];
    for (const listener of [...this.listeners]) listener(changed);
  }

  get(channel: number): KnownMap | undefined {
    return this.known.get(channel);
  }

  /** Returns the largest limit of maps with enough responses; 0 without such maps. */
  commonLimit(): number {
    return [...this.known.values()].reduce(
      (largest, { limit, hasSignal }) => (hasSignal && limit > largest ? limit : largest),
      0,
    );
  }

  /** Returns a map with its colour limit, pale without enough responses; undefined before its first frame. */
  image(channel: number, limit: Limit): Image | undefined {
    const map = this.known.get(channel);
    if (map === undefined) return undefined;
    const full = limit === 'own' ? map.limit : this.commonLimit();
    return {
      values: map.values,
      shape: this.shape,
      centre: map.centre,
      limit: map.hasSignal ? full : PALE * Math.max(full, map.limit),
      oneSided: this.oneSided,
    };
  }

  /** Subscribes to changed channels; returns a function that unsubscribes. */
  subscribe(listener: (changed: number[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
