import { expect, it } from 'vitest';
import { lineStyle } from './colours';

const surfaces = ['#ffffff', '#161c24'];

it('every line has enough contrast on light and dark backgrounds', () => {
  for (let i = 0; i < 10; i++) {
    for (const surface of surfaces) expect(contrast(lineStyle(i).stroke, surface)).toBeGreaterThan(3);
  }
});

it('repeated colours have different dashes', () => {
  const styles = Array.from({ length: 30 }, (_, i) => JSON.stringify(lineStyle(i)));
  expect(new Set(styles).size).toBe(30);
});

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
