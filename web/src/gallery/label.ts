import type { Channel } from '../api/types';
import { defined, reliability } from '../format/number';
import { statusText } from '../format/words';
import { meaningOf } from '../glossary/glossary';

/** The number of letters that all names begin with; they are shortened first. */
export function sharedLetters(names: string[]): number {
  const [first = '', ...others] = names;
  let shared = others.length === 0 ? 0 : first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, shared))) shared--;
  return shared;
}

/** Explains the status of a channel with too few responses. */
export const RARE = `Too few responses: ${meaningOf('too few responses')}. A test of the whole map may be significant all the same.`;

export function hasTrials(channel: Channel): boolean {
  return defined(channel.nEff) && channel.nEff > 0;
}

/** The accessible label of a tile. */
export function tileLabel(channel: Channel, isTarget: boolean): string {
  if (!hasTrials(channel)) return `Map of ${channel.name}, no trials yet`;
  return [
    `Map of ${channel.name}`,
    `reliability ${defined(channel.reliability) ? reliability(channel.reliability) : 'undefined'}`,
    statusText(channel.standing, isTarget),
  ].join(', ');
}
