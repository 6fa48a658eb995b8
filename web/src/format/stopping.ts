import type { Channel, HistoryRow, StoppingStatus, Study } from '../api/types';
import { defined, NO_VALUE, short, whole } from './number';
import { hasTarget, statusText } from './words';

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

/** Progress of a study towards its targets; null before its first look. */
export function progressText({ channels, stop, looks }: Study): string | null {
  if (!looks || channels.length === 0) return null;
  const count = (standing: StoppingStatus) => channels.filter((each) => each.standing === standing).length;
  const rare = count('rare');
  const isTarget = hasTarget(stop);
  const counted = channels.length - rare;
  const required = Math.max(1, Math.ceil((stop.quantile ?? 1) * counted - 1e-9));
  const parts = [
    `${whole(count('reached'))} of ${whole(channels.length)} channels ${isTarget ? 'reached' : `with ${statusText('reached', false)}`}`,
    ...(isTarget && required < counted ? [`${whole(required)} required`] : []),
    ...(rare > 0 ? [`${whole(rare)} with too few responses`] : []),
  ];
  return parts.join(', ') + (isTarget ? '' : '; the study has no target');
}
