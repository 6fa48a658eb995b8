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

/** A frame that violates docs/reference/live-feed.md; the message names the field. */
class FrameError extends Error {
  constructor(message: string) {
    super(`unusable frame: ${message}`);
    this.name = 'FrameError';
  }
}

export const VERSION = 2;
const HEADER_BYTES = 64;
const RECORD_HEAD_BYTES = 20;

const MAGIC = 'RVCF';
const FINAL = 1;
const STANDINGS: StoppingStatus[] = ['waiting', 'short', 'reached', 'rare', 'constant', 'unchecked'];
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads a frame. On little-endian machines maps are views of the buffer, without copies. */
export function readFrame(buffer: ArrayBuffer): Frame {
  const bytes = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES) {
    throw new FrameError(`${buffer.byteLength} bytes, a header has ${HEADER_BYTES}`);
  }
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  if (magic !== MAGIC) throw new FrameError(`magic is "${magic}", not "${MAGIC}"`);
  const version = bytes.getUint16(4, true);
  if (version !== VERSION) throw new FrameError(`version is ${version}, this page reads ${VERSION}`);
  const headerBytes = bytes.getUint16(6, true);
  if (headerBytes < HEADER_BYTES || headerBytes % 4 !== 0)
    throw new FrameError(`headerBytes is ${headerBytes}`);

  const count = bytes.getUint32(32, true);
  const recordBytes = bytes.getUint32(36, true);
  const shape = {
    planes: bytes.getUint16(44, true),
    height: bytes.getUint16(46, true),
    width: bytes.getUint16(48, true),
  };
  const values = shape.planes * shape.height * shape.width;
  if (recordBytes !== RECORD_HEAD_BYTES + 4 * values) {
    throw new FrameError(
      `recordBytes is ${recordBytes}, maps of ${shape.planes} x ${shape.height} x ${shape.width} need ${RECORD_HEAD_BYTES + 4 * values}`,
    );
  }
  if (buffer.byteLength !== headerBytes + count * recordBytes) {
    throw new FrameError(
      `${buffer.byteLength} bytes, ${count} records need ${headerBytes + count * recordBytes}`,
    );
  }

  const channels = bytes.getUint32(40, true);
  const records: FrameRecord[] = [];
  for (let i = 0; i < count; i++) {
    const record = readRecord(bytes, headerBytes + i * recordBytes, values);
    if (record.channel >= channels) throw new FrameError(`channel is ${record.channel} of ${channels}`);
    records.push(record);
  }
  return {
    sequence: bytes.getUint32(8, true),
    final: (bytes.getUint32(12, true) & FINAL) !== 0,
    trials: bytes.getFloat64(16, true),
    seconds: bytes.getFloat64(24, true),
    channels,
    shape,
    records,
  };
}

function readRecord(bytes: DataView, at: number, values: number): FrameRecord {
  const standing = STANDINGS[bytes.getUint8(at + 4)];
  if (standing === undefined) throw new FrameError(`standing is ${bytes.getUint8(at + 4)}`);
  return {
    channel: bytes.getUint32(at, true),
    standing,
    nEff: bytes.getFloat32(at + 8, true),
    reliability: bytes.getFloat32(at + 12, true),
    limit: bytes.getFloat32(at + 16, true),
    map: readMap(bytes, at + RECORD_HEAD_BYTES, values),
  };
}

function readMap(bytes: DataView, at: number, values: number): Float32Array {
  if (LITTLE_ENDIAN) return new Float32Array(bytes.buffer as ArrayBuffer, at, values);
  const map = new Float32Array(values);
  for (let i = 0; i < values; i++) map[i] = bytes.getFloat32(at + 4 * i, true);
  return map;
}
