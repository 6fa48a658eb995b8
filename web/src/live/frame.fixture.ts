/** Writes frames for tests, independently of the reader. */

export interface RecordToWrite {
  channel: number;
  standing?: number;
  nEff?: number;
  reliability?: number;
  limit?: number;
  map: number[];
}

export interface FrameToWrite {
  sequence?: number;
  flags?: number;
  trials?: number;
  seconds?: number;
  channels?: number;
  shape?: [number, number, number];
  records?: RecordToWrite[];
}

export function writeFrame(frame: FrameToWrite = {}): ArrayBuffer {
  const [planes, height, width] = frame.shape ?? [1, 1, 2];
  const records = frame.records ?? [];
  const recordBytes = 20 + 4 * planes * height * width;
  const bytes = new DataView(new ArrayBuffer(64 + records.length * recordBytes));
  [...'RVCF'].forEach((letter, i) => bytes.setUint8(i, letter.charCodeAt(0)));
  bytes.setUint16(4, 2, true);
  bytes.setUint16(6, 64, true);
  bytes.setUint32(8, frame.sequence ?? 1, true);
  bytes.setUint32(12, frame.flags ?? 0, true);
  bytes.setFloat64(16, frame.trials ?? 0, true);
  bytes.setFloat64(24, frame.seconds ?? 0, true);
  bytes.setUint32(32, records.length, true);
  bytes.setUint32(36, recordBytes, true);
  bytes.setUint32(40, frame.channels ?? 10, true);
  bytes.setUint16(44, planes, true);
  bytes.setUint16(46, height, true);
  bytes.setUint16(48, width, true);
  records.forEach((record, i) => writeRecord(bytes, 64 + i * recordBytes, record));
  return bytes.buffer as ArrayBuffer;
}

function writeRecord(bytes: DataView, at: number, record: RecordToWrite): void {
  bytes.setUint32(at, record.channel, true);
  bytes.setUint8(at + 4, record.standing ?? 0);
  bytes.setFloat32(at + 8, record.nEff ?? 0, true);
  bytes.setFloat32(at + 12, record.reliability ?? NaN, true);
  bytes.setFloat32(at + 16, record.limit ?? 0, true);
  record.map.forEach((value, i) => bytes.setFloat32(at + 20 + 4 * i, value, true));
}
