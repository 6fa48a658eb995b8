import type { Channel } from '../api/types';
import { defined, probability, share, whole } from '../format/number';
import { countTerm, statusText } from '../format/words';

/** The response to a map: "8 (0.99)"; null while unknown. */
export function responseText(channel: Channel): string | null {
  const { response } = channel;
  return response && `${response.name} (${probability(response.probability)})`;
}

/** Whether the observer classifies a channel's map as that channel; null while unknown. */
export function isClassifiedAsItself(channel: Channel): boolean | null {
  return channel.response ? channel.response.channel === channel.index : null;
}

/** Explains the status of a channel with too few responses. */
export const RARE =
  'Too few responses for a reliability, and no stopping rule waits for this map. A test of the whole map may be significant all the same.';

export function hasTrials(channel: Channel): boolean {
  return (defined(channel.count) && channel.count !== 0) || (defined(channel.nEff) && channel.nEff > 0);
}

/** The accessible label of a tile. */
export function tileLabel(channel: Channel, readout: string): string {
  if (!hasTrials(channel)) return `Map of ${channel.name}, no trials yet`;
  const parts = [
    `Map of ${channel.name}`,
    `${countTerm(readout).term.toLowerCase()} ${whole(channel.count)}`,
    `reliability ${defined(channel.reliability) ? share(channel.reliability) : 'undefined'}`,
    statusText(channel.standing),
  ];
  const response = responseText(channel);
  if (response !== null) parts.push(`response ${response}`);
  return parts.join(', ');
}
