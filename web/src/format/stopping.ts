import type { Channel, HistoryRow, StoppingStatus, Stop, Study } from '../api/types';
import { defined, NO_VALUE, reliability, short, value, whole } from './number';
import { hasEnded, hasTarget, statusText } from './words';

/** The status of a channel for one stopping rule. */
export interface RuleStatus {
  rule: 'reliability' | 'precision';
  target: number;
  /** The value that is compared with the target; null while unknown. */
  value: number | null;
  standing: StoppingStatus;
}

/** Lower 95 % limit of the reliability, which targets are compared with; the reliability itself in old histories. */
export function comparedReliability({
  assured,
  reliability,
}: Pick<HistoryRow, 'assured' | 'reliability'>): number | null {
  return assured === undefined ? reliability : assured;
}

/** The status of a channel for each stopping rule of its study; same rules as org.revcor.estimate.StoppingRule. */
export function ruleStatuses(channel: Channel, stop: Stop): RuleStatus[] {
  const rules: RuleStatus[] = [];
  const judge = (reached: boolean): StoppingStatus =>
    channel.standing === 'rare' || channel.standing === 'waiting'
      ? channel.standing
      : reached
        ? 'reached'
        : 'short';
  if (stop.reliability !== null) {
    const known = comparedReliability(channel);
    const reached = defined(known) && known >= stop.reliability;
    rules.push({ rule: 'reliability', target: stop.reliability, value: known, standing: judge(reached) });
  }
  if (stop.precision !== null) {
    const known = channel.precision;
    const reached = defined(known) && known <= stop.precision;
    rules.push({ rule: 'precision', target: stop.precision, value: known, standing: judge(reached) });
  }
  return rules;
}

/** "reliability 0.91 of 0.95", "precision ±0.02, target ±0.01". */
export function ruleText({ rule, target, value: known, standing }: RuleStatus): string {
  if (standing === 'waiting') return `${rule}: too few trials for a verdict`;
  if (standing === 'rare') return `${rule}: too few responses`;
  return rule === 'reliability'
    ? `reliability ${reliability(known)} of ${target}`
    : `precision ${defined(known) ? `±${value(known)}` : 'unknown'}, target ±${value(target)}`;
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
export function progressText(study: Study): string | null {
  const { channels, stop, trials } = study;
  if (!study.looks || channels.length === 0) return null;
  const counted = channels.filter(({ standing }) => standing !== 'rare');
  const reached = counted.filter(({ standing }) => standing === 'reached').length;
  const rare = channels.length - counted.length;
  const isTarget = hasTarget(stop);
  const required = requiredOf(counted.length, stop.quantile ?? 1);
  const parts = [
    `${whole(reached)} of ${whole(channels.length)} channels ${isTarget ? 'reached' : `with ${statusText('reached', false)}`}`,
  ];
  if (isTarget && required < counted.length) parts.push(`${whole(required)} required`);
  if (rare > 0) parts.push(`${whole(rare)} with too few responses`);
  const head = parts.join(', ');
  return `${head}; ${isTarget ? remaining(study, counted, reached, required, trials) : 'the study has no target'}`;
}

function remaining(
  study: Study,
  counted: Channel[],
  reached: number,
  required: number,
  trials: number,
): string {
  const ended = hasEnded(study.state);
  if (reached >= required) return ended ? 'target reached' : 'the study ends if the next look confirms this';
  const needed = counted.map((channel) => moreTrials(channel, trials) ?? Infinity).sort((a, b) => a - b)[
    required - 1
  ];
  if (!defined(needed)) return 'number of trials needed is unknown';
  const about = `about ${whole(rounded(needed))} more trials`;
  const maxTrials = study.stop.maxTrials;
  if (ended) return `${about} needed`;
  return defined(maxTrials) && trials + needed > maxTrials
    ? `${about}, beyond the limit of ${whole(maxTrials)}`
    : about;
}

/** Channels that must reach the targets, at least 1. */
function requiredOf(counted: number, quantile: number): number {
  return Math.max(1, Math.ceil(quantile * counted - 1e-9));
}

/** Rounds to two digits, the accuracy of a forecast. */
function rounded(trials: number): number {
  return trials < 100 ? Math.ceil(trials) : Number(trials.toPrecision(2));
}
