/**
 * The diverging palette of the maps: blue below, near-white at zero, orange above. Blue and orange are distinguishable
 * with all common kinds of colour blindness. Lightness decreases equally on both sides, so that equal distances from
 * zero look equally strong. Colours are interpolated linearly in sRGB between the stops.
 */

export type Rgb = readonly [number, number, number];

const below: Rgb[] = [
  [247, 247, 245],
  [165, 201, 231],
  [60, 125, 196],
  [13, 46, 110],
];

const above: Rgb[] = [
  [247, 247, 245],
  [248, 190, 128],
  [214, 98, 14],
  [96, 34, 4],
];

const stops = [0, 0.28, 0.62, 1];

/** Colours on one side of zero; the table has 2 x STEPS + 1 entries and zero exactly in its middle. */
export const STEPS = 255;

/** 2 x STEPS + 1 colours from -limit to +limit, three bytes each. */
export const DIVERGING: Uint8Array = build();

/** Colour of a value between -limit and +limit; values beyond are clipped, NaN gives null (no trials). */
export function diverging(value: number, limit: number): Rgb | null {
  if (Number.isNaN(value)) return null;
  const at = 3 * step(value, limit);
  return [DIVERGING[at]!, DIVERGING[at + 1]!, DIVERGING[at + 2]!];
}

/** Index of a value's colour in the table. A limit of 0 or NaN (a flat map) makes everything zero's colour. */
export function step(value: number, limit: number): number {
  if (!(limit > 0)) return STEPS;
  const scaled = Math.round((value / limit) * STEPS);
  return STEPS + (scaled < -STEPS ? -STEPS : scaled > STEPS ? STEPS : scaled);
}

function build(): Uint8Array {
  const table = new Uint8Array(3 * (2 * STEPS + 1));
  for (let i = -STEPS; i <= STEPS; i++) {
    table.set(between(i < 0 ? below : above, Math.abs(i) / STEPS), 3 * (i + STEPS));
  }
  return table;
}

function between(colours: Rgb[], at: number): number[] {
  let upper = 1;
  while (upper < stops.length - 1 && at > stops[upper]!) upper++;
  const from = stops[upper - 1]!;
  const share = (at - from) / (stops[upper]! - from);
  return [0, 1, 2].map((plane) => {
    const low = colours[upper - 1]![plane]!;
    return Math.round(low + share * (colours[upper]![plane]! - low));
  });
}
