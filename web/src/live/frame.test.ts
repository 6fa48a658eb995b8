import { describe, expect, it } from 'vitest';
import { readFrame } from './frame';
import { writeFrame } from './frame.fixture';

const whole = () =>
  writeFrame({
    sequence: 4_000_000_000,
    flags: 1,
    trials: 2 ** 40,
    seconds: 12.5,
    channels: 3,
    shape: [1, 2, 2],
    records: [
      {
        channel: 2,
        standing: 1,
        nEff: 51,
        reliability: 0.5,
        limit: 2,
        map: [-2, 0, 1, 2],
      },
      { channel: 0, standing: 3, map: [NaN, NaN, NaN, NaN] },
    ],
  });

/** Returns a valid frame with a change. */
function changed(change: (bytes: DataView) => void): ArrayBuffer {
  const buffer = whole();
  change(new DataView(buffer));
  return buffer;
}

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

  it.each([
    ['empty', () => new ArrayBuffer(0), '0 bytes, a header has 64'],
    ['shorter than a header', () => whole().slice(0, 63), '63 bytes'],
    [
      'of another kind',
      () => changed((bytes) => bytes.setUint8(0, 'X'.charCodeAt(0))),
      'magic is "XVCF", not "RVCF"',
    ],
    [
      'of another version',
      () => changed((bytes) => bytes.setUint16(4, 1, true)),
      'version is 1, this page reads 2',
    ],
    [
      'with a header that is too short',
      () => changed((bytes) => bytes.setUint16(6, 60, true)),
      'headerBytes is 60',
    ],
    ['with a misaligned header', () => changed((bytes) => bytes.setUint16(6, 66, true)), 'headerBytes is 66'],
    [
      'with records of another shape',
      () => changed((bytes) => bytes.setUint32(36, 44, true)),
      'recordBytes is 44',
    ],
    ['with a byte missing', () => whole().slice(0, -1), '135 bytes, 2 records need 136'],
    [
      'with more records than bytes',
      () => changed((bytes) => bytes.setUint32(32, 3, true)),
      '3 records need 172',
    ],
    [
      'with fewer records than bytes',
      () => changed((bytes) => bytes.setUint32(32, 1, true)),
      '1 records need 100',
    ],
    ['with an unknown standing', () => changed((bytes) => bytes.setUint8(68, 6)), 'standing is 6'],
    [
      'with a channel beyond the study',
      () => changed((bytes) => bytes.setUint32(64, 3, true)),
      'channel is 3 of 3',
    ],
  ])('%s is rejected with the field name', (_what, buffer, why) => {
    expect(() => readFrame(buffer())).toThrow(
      `unusable frame: ${why}`.replace(/: (\d records)/, ': 136 bytes, $1'),
    );
  });
});
