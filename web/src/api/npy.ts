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

/** Writes a NumPy file, format version 1.0, little-endian float32 or float64. */
export function writeNpy(
  shape: number[],
  values: ArrayLike<number>,
  type: '<f4' | '<f8' = '<f4',
): ArrayBuffer {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${extents}), }`;
  const length = 64 * Math.ceil((HEAD_BYTES + dictionary.length + 1) / 64);
  const header = `\x93NUMPY\x01\x00__${dictionary}`.padEnd(length - 1) + '\n';
  const size = type === '<f8' ? 8 : 4;
  const buffer = new ArrayBuffer(length + size * values.length);
  new Uint8Array(buffer).set(Array.from(header, (letter) => letter.charCodeAt(0)));
  const bytes = new DataView(buffer);
  bytes.setUint16(8, length - HEAD_BYTES, true);
  for (let i = 0; i < values.length; i++) {
    if (type === '<f8') bytes.setFloat64(length + size * i, values[i]!, true);
    else bytes.setFloat32(length + size * i, values[i]!, true);
  }
  return buffer;
}
