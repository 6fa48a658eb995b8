import { describe, expect, it } from 'vitest';
import { DIVERGING, diverging, STEPS } from './diverging';

/** Lightness L* of a colour, 0 to 100. */
function lightness(index: number): number {
  const [r, g, b] = [0, 1, 2].map((plane) => {
    const share = DIVERGING[3 * index + plane]! / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe('the palette', () => {
  it.each([
    ['-limit', -0.2, [13, 46, 110]],
    ['zero', 0, [247, 247, 245]],
    ['+limit', 0.2, [96, 34, 4]],
  ])('has its own colour at %s', (_name, value, colour) => {
    expect(diverging(value, 0.2)).toEqual(colour);
  });

  it('clips values beyond the limit', () => {
    expect(diverging(-9, 1)).toEqual(diverging(-1, 1));
    expect(diverging(Infinity, 1)).toEqual(diverging(1, 1));
  });

  it('has no colour for a pixel without trials', () => {
    expect(diverging(NaN, 1)).toBeNull();
  });

  it('gets darker with the distance from zero on both sides', () => {
    for (let i = 1; i <= STEPS; i++) {
      expect(lightness(STEPS + i)).toBeLessThanOrEqual(lightness(STEPS + i - 1) + 0.2);
      expect(lightness(STEPS - i)).toBeLessThanOrEqual(lightness(STEPS - i + 1) + 0.2);
    }
  });

  it('is as dark below zero as above, within the visible difference', () => {
    for (let i = 0; i <= STEPS; i++) {
      expect(Math.abs(lightness(STEPS + i) - lightness(STEPS - i))).toBeLessThan(5);
    }
  });
});
