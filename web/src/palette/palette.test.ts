import { expect, it } from 'vitest';
import { DIVERGING, ONE_SIDED, STEPS, steps } from './palette';

/** Lightness L* of a colour, 0 to 100. */
function lightness(index: number): number {
  const [r, g, b] = [0, 1, 2].map((plane) => {
    const share = DIVERGING[3 * index + plane]! / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

it.each([
  [DIVERGING, 0, [13, 46, 110]],
  [DIVERGING, STEPS, [247, 247, 245]],
  [DIVERGING, 2 * STEPS, [96, 34, 4]],
  [ONE_SIDED, 0, [247, 247, 245]],
  [ONE_SIDED, STEPS, [10, 56, 52]],
])('the ends and zero have their own colours', (palette, index, colour) => {
  expect([...palette.subarray(3 * index, 3 * index + 3)]).toEqual(colour);
});

it('values beyond the limit are clipped, and a flat map is zero', () => {
  expect([-9, -1, 0.5, Infinity].map((value) => steps(value, 1))).toEqual([-STEPS, -STEPS, 128, STEPS]);
  expect([steps(1, 0), steps(1, NaN)]).toEqual([0, 0]);
});

it('colours get darker with the distance from zero, equally below and above', () => {
  for (let i = 0; i <= STEPS; i++) {
    const [below, above] = [lightness(STEPS - i), lightness(STEPS + i)];
    expect(Math.abs(above - below)).toBeLessThan(5);
    if (i === 0) continue;
    expect(above).toBeLessThanOrEqual(lightness(STEPS + i - 1) + 0.2);
    expect(below).toBeLessThanOrEqual(lightness(STEPS - i + 1) + 0.2);
    expect(ONE_SIDED[3 * i]).toBeLessThanOrEqual(ONE_SIDED[3 * i - 3]!);
  }
});
