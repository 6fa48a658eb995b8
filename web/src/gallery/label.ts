import type { Channel } from '../api/types';
import { defined, share, whole } from '../format/number';
import { statusText } from '../format/words';

/** The response to a map: "8 (0.99)"; null while unknown. */
export function responseText(channel: Channel): string | null {
  const { response } = channel;
  return response && `${response.name} (${share(response.probability)})`;
}

/** Whether the observer classifies a channel's map as that channel; null while unknown. */
export function isClassifiedAsItself(channel: Channel): boolean | null {
  return channel.response ? channel.response.channel === channel.index : null;
}

export function hasTrials(channel: Channel): boolean {
  return (defined(channel.count) && channel.count !== 0) || (defined(channel.nEff) && channel.nEff > 0);
}

/** The accessible label of a tile. */
export function tileLabel(channel: Channel): string {
  if (!hasTrials(channel)) return `Map of ${channel.name}, no trials yet`;
  const parts = [
    `Map of ${channel.name}`,
    `count ${whole(channel.count)}`,
    `reliability ${defined(channel.reliability) ? share(channel.reliability) : 'undefined'}`,
    statusText(channel.standing),
  ];
  const response = responseText(channel);
  if (response !== null) parts.push(`response ${response}`);
  return parts.join(', ');
}
