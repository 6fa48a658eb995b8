import { describe, expect, it } from 'vitest';
import type { History } from './history';
import { movedPoint, pointText } from './point';

const history: History = {
  trials: [1000, 2000, 4000],
  lines: [
    { key: 'a', label: 'a', values: [0.1, 0.5, 0.9] },
    { key: 'b', label: 'b', values: [null, 0.6, 0.8] },
    { key: 'c', label: 'c', values: [0.3, 0.7, null] },
  ],
};

describe('a point of a chart', () => {
  it('has its line, value and trials as text', () => {
    expect(pointText(history, { look: 1, line: 2 })).toBe('c: 0.700 at 2,000 trials');
    expect(pointText(history, { look: 2, line: 2 })).toBeNull();
    expect(pointText(history, { look: 5, line: 0 })).toBeNull();
  });

  it('is at first the last value of the first line that has one', () => {
    expect(movedPoint(null, 'ArrowUp', history)).toEqual({ look: 2, line: 0 });
    expect(movedPoint(null, 'ArrowUp', { trials: [1], lines: [] })).toBeNull();
  });

  it('moves along its line, over looks without a value, and stays at the ends', () => {
    const at = { look: 1, line: 1 };
    expect(movedPoint(at, 'ArrowRight', history)).toEqual({ look: 2, line: 1 });
    expect(movedPoint(at, 'ArrowLeft', history)).toEqual(at);
  });

  it('moves to the next higher or lower value of the look', () => {
    const at = { look: 1, line: 1 };
    expect(movedPoint(at, 'ArrowUp', history)).toEqual({ look: 1, line: 2 });
    expect(movedPoint(at, 'ArrowDown', history)).toEqual({ look: 1, line: 0 });
  });

  it('moves to the nearest look of a line without a value at this one', () => {
    const apart = {
      trials: [1000, 1920, 2000],
      lines: [
        { key: 'a', label: 'a', values: [0.1, null, 0.2] },
        { key: 'b', label: 'b', values: [null, 0.3, null] },
      ],
    };
    expect(movedPoint({ look: 2, line: 0 }, 'ArrowUp', apart)).toEqual({ look: 1, line: 1 });
  });

  it('does not move at other keys', () => {
    expect(movedPoint({ look: 1, line: 1 }, 'Tab', history)).toBeNull();
  });
});
