import { expect, it, vi } from 'vitest';
import type { Frame, FrameRecord } from './frame';
import { Painter } from './painter';

function frame(sequence: number, ...channels: number[]): Frame {
  const records = channels.map((channel) => ({ channel, nEff: sequence }) as FrameRecord);
  return {
    sequence,
    final: false,
    trials: sequence,
    seconds: 0,
    channels: 9,
    shape: { planes: 1, height: 1, width: 1 },
    records,
  };
}

function painter() {
  const callbacks: (() => void)[] = [];
  const shown: [number, [number, number][]][] = [];
  const cancel = vi.fn();
  const painter = new Painter(
    (newest, records) =>
      shown.push([newest.sequence, records.map((record) => [record.channel, record.nEff])]),
    (callback) => callbacks.push(callback),
    cancel,
  );
  return {
    painter,
    shown,
    callbacks,
    cancel,
    repaint: () => callbacks.splice(0).forEach((callback) => callback()),
  };
}

it('of frames between two repaints the latest record of each channel is painted', () => {
  const { painter: under, shown, callbacks, repaint } = painter();
  under.take(frame(1, 0, 1), () => {});
  under.take(frame(2, 1, 2), () => {});
  expect(callbacks).toHaveLength(1);
  repaint();
  expect(shown).toEqual([
    [
      2,
      [
        [0, 1],
        [1, 2],
        [2, 2],
      ],
    ],
  ]);
});

it('the credit of every frame is returned after it is painted', () => {
  const { painter: under, shown, repaint } = painter();
  const credits: string[] = [];
  under.take(frame(1, 0), () => credits.push(`first after ${shown.length}`));
  under.take(frame(2, 0), () => credits.push(`second after ${shown.length}`));
  expect(credits).toEqual([]);
  repaint();
  expect(credits).toEqual(['first after 1', 'second after 1']);
});

it('pending frames are not painted after disposal', () => {
  const { painter: under, cancel } = painter();
  under.take(frame(1, 0), () => {});
  under.dispose();
  expect(cancel).toHaveBeenCalledOnce();
});
