import type { KnownMap } from '../gallery/maps';
import { hasEnoughResponses } from '../gallery/maps';
import type { Shape } from '../palette/paint';
import type { StoppingStatus } from './types';

const STANDINGS: StoppingStatus[] = ['waiting', 'short', 'reached', 'rare', 'constant', 'unchecked'];
const HEADER = /'maps', '<f2', \((\d+), (\d+), (\d+), (\d+)\)\)\].*'shape': \((\d+),\)/;

/** Snapshots of the maps of a study; docs/reference/files.md describes the file. */
export interface Snapshots {
  shape: Shape;
  /** Number of the study's first channels that have snapshots. */
  channels: number;
  /** Trials of each snapshot. */
  trials: number[];
  standing: (snapshot: number, channel: number) => StoppingStatus | undefined;
  maps: (snapshot: number) => Map<number, KnownMap>;
}

export function readSnapshots(file: ArrayBuffer): Snapshots {
  const bytes = new DataView(file);
  const start = 10 + bytes.getUint16(8, true);
  const header = HEADER.exec(String.fromCharCode(...new Uint8Array(file, 10, start - 10)));
  if (header === null) throw new Error('The snapshots have an unknown format.');
  const [channels, planes, height, width, count] = header.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const values = planes * height * width;
  const at = (snapshot: number) => start + snapshot * (8 + channels * (5 + 2 * values));
  const standing = (snapshot: number, channel: number) =>
    channel < channels ? STANDINGS[bytes.getUint8(at(snapshot) + 8 + channel)] : undefined;
  return {
    shape: { planes, height, width },
    channels,
    trials: Array.from({ length: count }, (_, i) => Number(bytes.getBigInt64(at(i), true))),
    standing,
    maps: (snapshot) => {
      const limits = at(snapshot) + 8 + channels;
      const map = (channel: number): KnownMap => {
        const limit = bytes.getFloat32(limits + 4 * channel, true);
        const from = limits + 4 * channels + 2 * channel * values;
        return {
          hasSignal: hasEnoughResponses(standing(snapshot, channel)!),
          values: Float32Array.from(
            { length: values },
            (_, i) => limit * half(bytes.getUint16(from + 2 * i, true)),
          ),
          limit,
          centre: 0,
        };
      };
      return new Map(Array.from({ length: channels }, (_, channel) => [channel, map(channel)]));
    },
  };
}

/** The number of 16 bits in half precision. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size =
    exponent === 31 && fraction > 0
      ? NaN
      : exponent === 0
        ? fraction * 2 ** -24
        : (1024 + fraction) * 2 ** (exponent - 25);
  return bits >> 15 === 0 ? size : -size;
}
