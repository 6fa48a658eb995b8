import type { NpyArray } from '../api/npy';
import type { Channel, Significance, Study } from '../api/types';
import { percent } from '../format/number';
import { shapeOf, type Shape } from '../palette/paint';
import { hasEnoughResponses, type KnownMap } from './maps';

/** The view of the maps; values of the HTTP parameter `view`. */
export type Kind = 'map' | 'z' | 'significant' | 'error';

export const kinds: { kind: Kind; title: string; of: string }[] = [
  { kind: 'map', title: 'Mean', of: 'Map of' },
  { kind: 'z', title: 'z', of: 'z of' },
  { kind: 'significant', title: 'Significant', of: 'Significant pixels of' },
  { kind: 'error', title: 'Standard error', of: 'Standard error of' },
];

export function heading(kind: Kind, channel: string): string {
  return `${kinds.find((each) => each.kind === kind)!.of} ${channel}`;
}

/** Explains the colours of a view; null for the mean. */
export function kindText(kind: Kind, tests: Significance | null, running: boolean): string | null {
  switch (kind) {
    case 'map':
      return null;
    case 'z':
      return 'Standard normal in each pixel that does not affect the response.';
    case 'significant':
      return tests === null ? null : significantText(tests, running);
    case 'error':
      return 'Standard error of the mean, in the unit of the map.';
  }
}

function significantText({ level, smoothing, reason }: Significance, running: boolean): string {
  const test =
    reason === null
      ? `smoothed by ${smoothing} pixels, by random-field theory`
      : 'single pixels, by Šidák’s threshold';
  const look = running ? ' The level holds for a single look; repeated looks find more false pixels.' : '';
  return `z of the significant pixels, familywise level ${percent(level)} per map (${test}); other pixels are 0.${look}`;
}

/** Whether the values of a view are centred on zero: those of means are not if the study says so. */
export function isCentred({ conventions }: Study, kind: Kind): boolean {
  return kind !== 'map' || conventions.centring !== 'none';
}

/**
 * Splits an array of channels x C x H x W into maps with colour limits.
 *
 * @param centred whether colours are centred on zero; else on the mean of each map
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
    maps.set(channel, {
      hasSignal: hasEnoughResponses(standing),
      values,
      limit: largestFrom(values, centre),
      centre,
    });
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

/** Returns the largest distance from the centre. */
function largestFrom(values: Float32Array, centre: number): number {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value - centre));
  }
  return largest;
}
