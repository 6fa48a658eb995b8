import { describe, expect, it } from 'vitest';
import type { StoppingStatus } from '../api/types';
import type { FrameRecord } from '../live/frame';
import { Maps } from './maps';

const shape = { planes: 1, height: 1, width: 1 };
const record = (channel: number, limit: number, standing: StoppingStatus = 'short'): FrameRecord => ({
  channel,
  standing,
  nEff: 1,
  reliability: 0,
  limit,
  map: new Float32Array([limit]),
});

describe('maps', () => {
  it('have separate limits or a common limit', () => {
    const maps = new Maps();
    maps.put(shape, [record(0, 1), record(1, 4)]);
    expect([maps.image(0, 'own')?.limit, maps.image(0, 'common')?.limit]).toEqual([1, 4]);
  });

  it('of too few trials do not set the common limit', () => {
    const maps = new Maps();
    maps.put(shape, [record(0, 1, 'reached'), record(1, 4, 'rare'), record(2, 5, 'waiting')]);
    expect(maps.commonLimit()).toBe(1);
  });

  it('without enough responses are pale, whatever sets their limit', () => {
    const maps = new Maps();
    maps.put(shape, [record(0, 1, 'waiting'), record(1, 5, 'rare'), record(2, 2)]);
    expect([0, 1].map((channel) => maps.image(channel, 'own')?.limit)).toEqual([4, 20]);
    expect([0, 1, 2].map((channel) => maps.image(channel, 'common')?.limit)).toEqual([8, 20, 2]);
  });

  it('publish changed channels until unsubscribed', () => {
    const maps = new Maps();
    const changes: number[][] = [];
    const stop = maps.subscribe((changed) => changes.push(changed));
    maps.put(shape, [record(3, 1)]);
    stop();
    maps.put(shape, [record(4, 1)]);
    expect(changes).toEqual([[3]]);
  });

  it('are unknown before their first frame', () => {
    expect(new Maps().image(0, 'own')).toBeUndefined();
  });
});
