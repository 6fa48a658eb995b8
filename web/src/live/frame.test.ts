import { describe, expect, it } from 'vitest';
import { readFrame } from './frame';
import { writeFrame } from './frame.fixture';

describe('a frame', () => {
  it('is read from explicit bytes', () => {
    const bytes = new Uint8Array(64 + 24);
    bytes.set([0x52, 0x56, 0x43, 0x46, 2, 0, 64, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
    bytes.set([0, 0, 0, 0, 0, 0x40, 0x8f, 0x40], 16); // 1000.0
    bytes.set([0, 0, 0, 0, 0, 0, 0xe0, 0x3f], 24); // 0.5
    bytes.set([1, 0, 0, 0, 24, 0, 0, 0, 10, 0, 0, 0, 1, 0, 1, 0, 1, 0], 32);
    bytes.set([9, 0, 0, 0, 2, 0, 0, 0], 64);
    bytes.set([0, 0, 0xa0, 0x40], 72); // 5
    bytes.set([0, 0, 0x40, 0x3f], 76); // 0.75
    bytes.set([0, 0, 0x80, 0x3f], 80); // 1
    bytes.set([0, 0, 0x80, 0xbf], 84); // -1
    const frame = readFrame(bytes.buffer);
    expect(frame).toMatchObject({ sequence: 7, final: false, trials: 1000, seconds: 0.5, channels: 10 });
    expect(frame.records).toEqual([
      {
        channel: 9,
        standing: 'reached',
        nEff: 5,
        reliability: 0.75,
        limit: 1,
        map: new Float32Array([-1]),
      },
    ]);
  });

  it('may hold no record', () => {
    expect(readFrame(writeFrame()).records).toEqual([]);
  });

  it('has its records at the offset in the header', () => {
    const long = new Uint8Array(72 + 28);
    const short = new Uint8Array(writeFrame({ records: [{ channel: 1, map: [3, 4] }] }));
    long.set(short.subarray(0, 64));
    long.set(short.subarray(64), 72);
    new DataView(long.buffer).setUint16(6, 72, true);
    expect([...readFrame(long.buffer).records[0]!.map]).toEqual([3, 4]);
  });

  it('with a byte missing is rejected', () => {
    const whole = writeFrame({ records: [{ channel: 1, map: [3, 4] }] });
    expect(() => readFrame(whole.slice(0, -1))).toThrow('unusable frame: 91 bytes, 1 records need 92');
  });
});
