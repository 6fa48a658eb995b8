import { STEPS, type Rgb } from './diverging';

/** The palette of unsigned values, such as standard errors: near-white at zero, dark green at the limit. */
const stops: readonly [number, Rgb][] = [
  [0, [247, 247, 245]],
  [0.35, [168, 208, 186]],
  [0.7, [58, 134, 108]],
  [1, [10, 56, 52]],
];

/** STEPS + 1 colours from 0 to the limit, three bytes each. */
export const ONE_SIDED: Uint8Array = build();

/** Index of a value's colour in the table. A limit of 0 or NaN makes everything zero's colour. */
export function stepUp(value: number, limit: number): number {
  if (!(limit > 0)) return 0;
  return Math.max(0, Math.min(STEPS, Math.round((value / limit) * STEPS)));
}

function build(): Uint8Array {
  const table = new Uint8Array(3 * (STEPS + 1));
  for (let i = 0; i <= STEPS; i++) {
    const at = i / STEPS;
    const upper = Math.max(
      1,
      stops.findIndex(([stop]) => at <= stop),
    );
    const [low, from] = stops[upper - 1]!;
    const [high, to] = stops[upper]!;
    const share = (at - low) / (high - low);
    for (const plane of [0, 1, 2] as const) {
      table[3 * i + plane] = Math.round(from[plane] + share * (to[plane] - from[plane]));
    }
  }
  return table;
}
