import type { HistoryRow } from '../api/types';

/** Lower 95 % limit of the reliability, which targets are compared with; the reliability itself in old histories. */
export function comparedReliability({
  assured,
  reliability,
}: Pick<HistoryRow, 'assured' | 'reliability'>): number | null {
  return assured === undefined ? reliability : assured;
}
