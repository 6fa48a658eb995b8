/**
 * The palettes of maps. Signed values: blue below, near-white at zero, orange above. Blue and orange are distinguishable
 * with all common kinds of colour blindness, and equally dark at equal distances from zero. Unsigned values, such as
 * standard errors: near-white at zero, dark green at the limit. Colours are linear in sRGB between the stops.
 */
type Stop = readonly [at: number, red: number, green: number, blue: number];

const BELOW: Stop[] = [
  [0, 247, 247, 245],
  [0.28, 165, 201, 231],
  [0.62, 60, 125, 196],
  [1, 13, 46, 110],
];
const ABOVE: Stop[] = [
  [0, 247, 247, 245],
  [0.28, 248, 190, 128],
  [0.62, 214, 98, 14],
  [1, 96, 34, 4],
];
const UNSIGNED: Stop[] = [
  [0, 247, 247, 245],
  [0.35, 168, 208, 186],
  [0.7, 58, 134, 108],
  [1, 10, 56, 52],
];

/** Steps from zero to the limit. */
export const STEPS = 255;

/** 2 x STEPS + 1 colours from -limit to +limit, three bytes each; zero is exactly in the middle. */
export const DIVERGING = Uint8Array.from([...ramp(BELOW).slice(1).reverse(), ...ramp(ABOVE)].flat());

/** STEPS + 1 colours from 0 to the limit, three bytes each. */
export const ONE_SIDED = Uint8Array.from(ramp(UNSIGNED).flat());

function ramp(stops: Stop[]): number[][] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const at = i / STEPS;
    const upper = Math.max(
      1,
      stops.findIndex(([stop]) => at <= stop),
    );
    const [low, high] = [stops[upper - 1]!, stops[upper]!];
    const share = (at - low[0]) / (high[0] - low[0]);
    return ([1, 2, 3] as const).map((plane) => Math.round(low[plane] + share * (high[plane] - low[plane])));
  });
}

/** Steps of a value from zero, at most `STEPS`. A limit of 0 or NaN (a flat map) makes everything zero. */
export function steps(value: number, limit: number): number {
  return limit > 0 ? Math.max(-STEPS, Math.min(STEPS, Math.round((value / limit) * STEPS))) : 0;
}
