/** An array of a NumPy file, in C order. */
export interface NpyArray {
  shape: number[];
  values: Float32Array;
}

const HEAD_BYTES = 10;

/** Reads a NumPy file of little-endian float32 in C order, the format of maps. */
export function readNpy(buffer: ArrayBuffer): NpyArray {
  const from = HEAD_BYTES + new DataView(buffer).getUint16(8, true);
  const header = String.fromCharCode(...new Uint8Array(buffer, 0, from));
  const read = /'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(header);
  if (read === null) throw new Error('unusable array: not float32 in C order');
  return { shape: (read[1]!.match(/\d+/g) ?? []).map(Number), values: new Float32Array(buffer.slice(from)) };
}
