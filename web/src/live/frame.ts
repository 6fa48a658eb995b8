import type { StoppingStatus } from '../api/types';
import type { Shape } from '../palette/paint';

/** The map of a channel in a frame; docs/reference/live-feed.md specifies the bytes. */
export interface FrameRecord {
  channel: number;
  standing: StoppingStatus;
  nEff: number;
  reliability: number;
  limit: number;
  map: Float32Array;
}

/** A snapshot of the watched maps. */
export interface Frame {
  sequence: number;
  final: boolean;
  trials: number;
  seconds: number;
  channels: number;
  shape: Shape;
  records: FrameRecord[];
}

/** Version of the protocol, which the first message of the server states. */
export const VERSION = 2;
const RECORD_HEAD_BYTES = 20;
const FINAL = 1;
const STANDINGS: StoppingStatus[] = ['waiting', 'short', 'reached', 'rare', 'constant', 'unchecked'];

/** Reads a frame. Maps are views of the buffer, without copies. */
export function readFrame(buffer: ArrayBuffer): Frame {
  const bytes = new DataView(buffer);
  const headerBytes = bytes.getUint16(6, true);
  const count = bytes.getUint32(32, true);
  const recordBytes = bytes.getUint32(36, true);
  if (buffer.byteLength !== headerBytes + count * recordBytes) {
    throw new Error(
      `unusable frame: ${buffer.byteLength} bytes, ${count} records need ${headerBytes + count * recordBytes}`,
    );
  }
  return {
    sequence: bytes.getUint32(8, true),
    final: (bytes.getUint32(12, true) & FINAL) !== 0,
    trials: bytes.getFloat64(16, true),
    seconds: bytes.getFloat64(24, true),
    channels: bytes.getUint32(40, true),
    shape: {
      planes: bytes.getUint16(44, true),
      height: bytes.getUint16(46, true),
      width: bytes.getUint16(48, true),
    },
    records: Array.from({ length: count }, (_, i) => {
      const at = headerBytes + i * recordBytes;
      return {
        channel: bytes.getUint32(at, true),
        standing: STANDINGS[bytes.getUint8(at + 4)]!,
        nEff: bytes.getFloat32(at + 8, true),
        reliability: bytes.getFloat32(at + 12, true),
        limit: bytes.getFloat32(at + 16, true),
        map: new Float32Array(buffer, at + RECORD_HEAD_BYTES, (recordBytes - RECORD_HEAD_BYTES) / 4),
      };
    }),
  };
}
