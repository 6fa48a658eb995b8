/** Writes a NumPy file of float32. */
export function writeNpy(shape: number[], values: number[], descr = '<f4'): ArrayBuffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + padded.length + 4 * values.length);
  bytes.set([0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, padded.length, true);
  bytes.set(
    [...padded].map((letter) => letter.charCodeAt(0)),
    10,
  );
  values.forEach((value, i) => view.setFloat32(10 + padded.length + 4 * i, value, true));
  return bytes.buffer;
}
