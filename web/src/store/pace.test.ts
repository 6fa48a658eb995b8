import { expect, it } from 'vitest';
import { NO_PACE, pace } from './pace';

const over = (...points: [trials: number, seconds: number][]) =>
  points.reduce((before, [trials, seconds]) => pace(before, trials, seconds), NO_PACE);

it('is unknown after one frame or half a second', () => {
  expect(over([1000, 1]).trialsPerSecond).toBeNull();
  expect(over([1000, 1], [2000, 1.4]).trialsPerSecond).toBeNull();
});

it('covers four seconds', () => {
  expect(over([0, 0], [100, 1], [1100, 5], [2100, 9]).trialsPerSecond).toBe(250);
});

it('ignores a frame of the same time', () => {
  expect(over([0, 0], [1000, 1], [1000, 1]).trialsPerSecond).toBe(1000);
});

it('restarts with the study', () => {
  expect(over([5000, 5], [6000, 6], [0, 0]).trialsPerSecond).toBeNull();
});
