import type { Channel, StoppingStatus } from '../api/types';
import { defined, reliability } from '../format/number';
import { statusText } from '../format/words';
import { meaningOf } from '../glossary/glossary';

/** Why the map of a channel is drawn pale; null for a map that is not. */
export function reasonOf(standing: StoppingStatus): { text: string; meaning: string } | null {
  switch (standing) {
    case 'rare':
      return { text: 'too few responses', meaning: meaningOf('too few responses') ?? '' };
    case 'waiting':
      return { text: 'too few responses', meaning: 'its responses are too few to judge its map' };
    case 'constant':
      return { text: 'constant output', meaning: 'the output never changes, so there is nothing to map' };
    default:
      return null;
  }
}

/** The name of a channel below its map: of the synonyms of a class of ImageNet, the first. */
export function shortName(name: string): string {
  return name.split(', ')[0]!;
}

export function hasTrials(channel: Channel): boolean {
  return defined(channel.nEff) && channel.nEff > 0;
}

/** The accessible label of a tile. */
export function tileLabel(channel: Channel, isTarget: boolean): string {
  if (!hasTrials(channel)) return `Map of ${channel.name}, no responses`;
  return [
    `Map of ${channel.name}`,
    `reliability ${defined(channel.reliability) ? reliability(channel.reliability) : 'undefined'}`,
    statusText(channel.standing, isTarget),
  ].join(', ');
}
