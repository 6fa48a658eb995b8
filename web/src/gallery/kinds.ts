import type { NpyArray } from '../api/npy';
import type { Channel, Significance } from '../api/types';
import { percent } from '../format/number';
import { shapeOf, type Shape } from '../palette/paint';
import { isJudged, type KnownMap } from './maps';

/** What is drawn of each channel, as the HTTP interface calls it. */
export type Kind = 'map' | 'z' | 'significant' | 'error' | 'half-a' | 'half-b';

export const kinds: { kind: Kind; title: string; of: string }[] = [
  { kind: 'map', title: 'Mean', of: 'Map of' },
  { kind: 'z', title: 'z', of: 'z of' },
  { kind: 'significant', title: 'Significant', of: 'Significant pixels of' },
  { kind: 'error', title: 'Standard error', of: 'Standard error of' },
  { kind: 'half-a', title: 'Half A', of: 'Half A of' },
  { kind: 'half-b', title: 'Half B', of: 'Half B of' },
];

export function heading(kind: Kind, channel: string): string {
  return `${kinds.find((each) => each.kind === kind)!.of} ${channel}`;
}

/** What the colours mean, in a sentence; the mean needs none. */
export function kindWords(kind: Kind, tests: Significance | null, running: boolean): string | null {
  switch (kind) {
    case 'map':
      return null;
    case 'z':
      return 'Standard normal in each pixel if the response ignores it.';
    case 'significant':
      return tests === null ? null : significantWords(tests, running);
    case 'error':
      return 'How far the mean may be off, one standard deviation, in its unit.';
    case 'half-a':
      return 'The first half of every block alone; what is there should be in half B as well.';
    case 'half-b':
      return 'The second half of every block alone; what is there should be in half A as well.';
  }
}

function significantWords({ level, smoothing, reason }: Significance, running: boolean): string {
  const test =
    reason === null
      ? `smoothed by ${smoothing} pixels, by random-field theory`
      : 'single pixels, by Šidák’s threshold';
  const look = running ? ' It is the chance of this one look: many looks find more by chance.' : '';
  return `z of the pixels beyond chance, at ${percent(level)} for any false one in a map (${test}); others are 0.${look}`;
}

/**
 * Maps of a whole array, channels x C x H x W, with what their colours are to stand for.
 *
 * @param centred whether zero is their centre; else that is their own mean
 */
export function mapsOf(
  array: NpyArray,
  channels: Channel[],
  centred: boolean,
): { shape: Shape; maps: Map<number, KnownMap> } {
  const shape = shapeOf(array.shape.slice(1));
  const size = shape.planes * shape.height * shape.width;
  const maps = new Map<number, KnownMap>();
  for (let channel = 0; channel < (array.shape[0] ?? 0); channel++) {
    const values = array.values.subarray(channel * size, (channel + 1) * size);
    const centre = centred ? 0 : meanOf(values);
    const standing = channels[channel]?.standing ?? 'waiting';
    maps.set(channel, { judged: isJudged(standing), values, limit: largestFrom(values, centre), centre });
  }
  return { shape, maps };
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The largest distance from the centre. */
function largestFrom(values: Float32Array, centre: number): number {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value - centre));
  }
  return largest;
}
