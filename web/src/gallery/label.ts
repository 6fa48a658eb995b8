import type { Channel } from '../api/types';
import { defined, share, whole } from '../format/number';
import { standingWords } from '../format/words';

/** What the observer says of its own map: "the observer calls it 8 (0.99)"; null while it was not asked. */
export function answerText(channel: Channel): string | null {
  const { answer } = channel;
  if (!answer) return null;
  const sure = defined(answer.probability) ? ` (${share(answer.probability)})` : '';
  return `the observer calls it ${answer.name}${sure}`;
}

/** Whether the observer reads a channel's map as that channel; null while it was not asked. */
export function readsItself(channel: Channel): boolean | null {
  return channel.answer ? channel.answer.channel === channel.index : null;
}

export function hasTrials(channel: Channel): boolean {
  return (defined(channel.count) && channel.count !== 0) || (defined(channel.nEff) && channel.nEff > 0);
}

/** A tile in words, for those who do not see it. */
export function tileLabel(channel: Channel): string {
  if (!hasTrials(channel)) return `Map of ${channel.name}, no trials yet`;
  const parts = [
    `Map of ${channel.name}`,
    `count ${whole(channel.count)}`,
    `reliability ${defined(channel.reliability) ? share(channel.reliability) : 'not defined yet'}`,
    standingWords(channel.standing),
  ];
  const answer = answerText(channel);
  if (answer !== null) parts.push(answer);
  return parts.join(', ');
}
