import type { Channel, HistoryRow } from '../api/types';
import { defined, NO_VALUE, short } from './number';

/** Lower 95 % limit of the reliability, which targets are compared with; the reliability itself in old histories. */
export function comparedReliability({
  assured,
  reliability,
}: Pick<HistoryRow, 'assured' | 'reliability'>): number | null {
  return assured === undefined ? reliability : assured;
}

/** Trials that a channel needs after the last look; null while unknown. */
export function moreTrials(channel: Channel, trials: number): number | null {
  if (channel.standing === 'reached') return 0;
  return defined(channel.trialsTo) ? Math.max(0, channel.trialsTo - trials) : null;
}

/** Formats a number of trials needed. */
export function moreText(more: number | null): string {
  return more === null ? NO_VALUE : more === 0 ? '0' : `+${short(more)}`;
}
