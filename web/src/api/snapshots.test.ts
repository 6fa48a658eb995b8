import { expect, it } from 'vitest';
import { readSnapshots } from './snapshots';

it('snapshots are read from their records', () => {
  const header = `{'descr': [('trials', '<i8'), ('status', '|u1', (2,)), ('limit', '<f4', (2,)), ('maps', '<f2', (2, 1, 1, 2))], 'fortran_order': False, 'shape': (1,), }\n`;
  const file = new DataView(new ArrayBuffer(10 + header.length + 26));
  file.setUint16(8, header.length, true);
  [...header].forEach((letter, i) => file.setUint8(10 + i, letter.charCodeAt(0)));
  const at = 10 + header.length;
  file.setBigInt64(at, 3000n, true);
  file.setUint8(at + 8, 2);
  file.setUint8(at + 9, 3);
  file.setFloat32(at + 10, 0.5, true);
  [0x3c00, 0xb800, 0x7e00, 0x0001].forEach((bits, i) => file.setUint16(at + 18 + 2 * i, bits, true));
  const snapshots = readSnapshots(file.buffer);
  expect(snapshots).toMatchObject({ channels: 2, trials: [3000], shape: { planes: 1, height: 1, width: 2 } });
  expect([0, 1, 2].map((channel) => snapshots.standing(0, channel))).toEqual(['reached', 'rare', undefined]);
  const maps = snapshots.maps(0);
  expect(maps.get(0)).toMatchObject({ hasSignal: true, limit: 0.5, values: new Float32Array([0.5, -0.25]) });
  expect([...maps.get(1)!.values]).toEqual([NaN, 0]);
});
