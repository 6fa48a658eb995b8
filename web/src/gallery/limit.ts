import type { KnownMap } from './maps';

/** What the colours of a map end at: its own largest value, that of all maps, its 99th percentile, or a number. */
export type Limit = 'own' | 'common' | 'p99' | number;

const PERCENTILE = 0.99;

/** Reads a limit from an address; undefined for other texts. */
export function readLimit(text: string): Limit | undefined {
  if (text === 'own' || text === 'common' || text === 'p99') return text;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) && number > 0 ? number : undefined;
}

const percentiles = new WeakMap<KnownMap, number>();

/** The distance from the centre that 99 % of the values of a map do not exceed. */
export function percentileOf(map: KnownMap): number {
  const known = percentiles.get(map);
  if (known !== undefined) return known;
  const distances = map.values
    .map((value) => Math.abs(value - map.centre))
    .filter(Number.isFinite)
    .sort();
  const limit = distances[Math.ceil(PERCENTILE * distances.length) - 1] ?? 0;
  percentiles.set(map, limit);
  return limit;
}
