/** An array of a NumPy file, in C order. */
export interface NpyArray {
  shape: number[];
  values: Float32Array;
}

const HEAD_BYTES = 10;

/** Reads a NumPy file, format version 1.0, little-endian float32 (the format of maps). */
export function readNpy(buffer: ArrayBuffer): NpyArray {
  if (buffer.byteLength < HEAD_BYTES) throw new Error('unusable array: no header');
  const bytes = new DataView(buffer);
  const from = HEAD_BYTES + bytes.getUint16(8, true);
  const head = new Uint8Array(buffer, 0, Math.min(from, buffer.byteLength));
  const header = String.fromCharCode(...head.subarray(1));
  const read = /^NUMPY\x01\x00[^]{2}\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(
    header,
  );
  if (read === null) throw new Error('unusable array: not float32 of NumPy 1.0 in C order');
  const shape = read[1]!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (buffer.byteLength !== from + 4 * count) {
    throw new Error(
      `unusable array: ${buffer.byteLength} bytes, shape ${shape.join(' x ')} needs ${from + 4 * count}`,
    );
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = bytes.getFloat32(from + 4 * i, true);
  return { shape, values };
}
