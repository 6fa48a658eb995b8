/** Writes a NumPy file, format version 1.0, little-endian float32. */
export function writeNpy(shape: number[], values: number[], type = '<f4'): ArrayBuffer {
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.map((extent) => `${extent},`).join(' ')}), }`;
  const header = `\x93NUMPY\x01\x00${String.fromCharCode(dictionary.length + 1, 0)}${dictionary}\n`;
  const buffer = new ArrayBuffer(header.length + 4 * values.length);
  new Uint8Array(buffer).set(Array.from(header, (letter) => letter.charCodeAt(0)));
  const bytes = new DataView(buffer);
  values.forEach((value, i) => bytes.setFloat32(header.length + 4 * i, value, true));
  return buffer;
}
