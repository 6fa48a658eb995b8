import type { Standing } from '../api/types';
import type { FrameRecord } from '../live/frame';
import type { Image, Shape } from '../palette/paint';

/** A channel's newest map. */
export interface KnownMap {
  judged: boolean;
  values: Float32Array;
  limit: number;
  centre: number;
}

/** Whether a channel has trials enough that its map is more than noise. */
export function isJudged(standing: Standing): boolean {
  return standing === 'short' || standing === 'reached';
}

/** The newest map of every channel that was ever watched. Not component state: maps go straight to canvases. */
export class Maps {
  private readonly known = new Map<number, KnownMap>();
  private readonly listeners = new Set<(changed: number[]) => void>();
  shape: Shape = { planes: 1, height: 1, width: 1 };

  /**
   * @param oneSided whether values have no sign, and colours begin at 0
   */
  constructor(readonly oneSided = false) {}

  /** Takes the maps of a frame, whose centre is 0. */
  put(shape: Shape, records: FrameRecord[]): void {
    const known = new Map<number, KnownMap>();
    for (const { channel, map, limit, standing } of records) {
      known.set(channel, { judged: isJudged(standing), values: map, limit, centre: 0 });
    }
    this.set(shape, known);
  }

  /** Takes maps, by channel, in place of those that are known of these. */
  set(shape: Shape, maps: Map<number, KnownMap>): void {
    this.shape = shape;
    for (const [channel, map] of maps) this.known.set(channel, map);
    const changed = [...maps.keys()];
    for (const listener of [...this.listeners]) listener(changed);
  }

  get(channel: number): KnownMap | undefined {
    return this.known.get(channel);
  }

  /**
   * Largest limit of the judged maps, of all while none is judged; 0 when none is known. A map of a few trials
   * is nearly noise alone, and its limit would leave the others pale.
   */
  commonLimit(): number {
    let largest = 0;
    let largestJudged = 0;
    for (const { limit, judged } of this.known.values()) {
      if (limit > largest) largest = limit;
      if (judged && limit > largestJudged) largestJudged = limit;
    }
    return largestJudged > 0 ? largestJudged : largest;
  }

  /** A channel's map with the limit it is to be coloured with; undefined before its first frame. */
  image(channel: number, common: boolean): Image | undefined {
    const map = this.known.get(channel);
    if (map === undefined) return undefined;
    const limit = common ? this.commonLimit() : map.limit;
    return { values: map.values, shape: this.shape, centre: map.centre, limit, oneSided: this.oneSided };
  }

  /** Hears which channels got a new map; returns the way to stop. */
  follow(listener: (changed: number[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
