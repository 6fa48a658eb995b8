import { describe, expect, it } from 'vitest';
import { nextIndex } from './Gallery';
import { layout, place, tilesAtOnce } from './layout';

const digits = { planes: 1, height: 28, width: 28 };

describe('the gallery', () => {
  it('balances its rows', () => {
    expect(layout(10, digits, 880)).toMatchObject({ columns: 5, rows: 2, scale: 5 });
  });

  it.each([320, 360, 600, 880, 1300])('fits into %d pixels', (width) => {
    for (const count of [1, 2, 7, 10, 100]) {
      const { canvasWidth, scale } = layout(count, digits, width);
      expect(canvasWidth * scale).toBeLessThanOrEqual(width);
      expect(28 * scale).toBeGreaterThanOrEqual(112);
    }
  });

  it('shows small maps with whole pixels and shrinks large ones', () => {
    expect(Number.isInteger(layout(4, { planes: 1, height: 5, width: 5 }, 880).scale)).toBe(true);
    const large = { planes: 3, height: 224, width: 224 };
    expect(224 * layout(4, large, 880).scale).toBeCloseTo(150);
  });

  it('gives every tile a different position inside the canvas', () => {
    const found = layout(10, digits, 880);
    const places = Array.from({ length: 10 }, (_, i) => place(found, i));
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(10);
    for (const { x, y } of places) {
      expect(x + 28).toBeLessThanOrEqual(found.canvasWidth);
      expect(y + 28).toBeLessThanOrEqual(found.canvasHeight);
    }
  });

  it('has pages for many or large maps', () => {
    expect(tilesAtOnce(digits)).toBe(400);
    expect(tilesAtOnce({ planes: 3, height: 224, width: 224 })).toBe(239);
  });
});

describe('keys', () => {
  it('move by one tile or one row', () => {
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => nextIndex(key, 6, 12, 5)),
    ).toEqual([5, 7, 1, 11]);
  });

  it('move to the ends', () => {
    expect([
      nextIndex('Home', 6, 12, 5),
      nextIndex('End', 6, 12, 5),
      nextIndex('PageDown', 6, 12, 5),
    ]).toEqual([0, 11, 11]);
  });

  it('do not leave the gallery', () => {
    expect([
      nextIndex('ArrowLeft', 0, 12, 5),
      nextIndex('ArrowDown', 9, 12, 5),
      nextIndex('a', 3, 12, 5),
    ]).toEqual([null, null, null]);
  });
});
