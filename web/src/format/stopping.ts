import type { Channel, HistoryRow, Standing, Stop, Study } from '../api/types';
import { defined, NOTHING, share, short, value, whole } from './number';
import { hasEnded } from './words';

/** Where a channel stands against one rule of its study. */
export interface RuleStanding {
  rule: 'reliability' | 'precision';
  target: number;
  /** What is compared with the target; null while it is not known. */
  value: number | null;
  standing: Standing;
}

/** What is compared with a target: the lower 95 % limit of the reliability; histories of earlier versions have none. */
export function judged({ assured, reliability }: Pick<HistoryRow, 'assured' | 'reliability'>): number | null {
  return assured === undefined ? reliability : assured;
}

/** A channel against each rule that its study names, as org.revcor.estimate.StoppingRule judges it. */
export function ruleStandings(channel: Channel, stop: Stop | undefined): RuleStanding[] {
  const rules: RuleStanding[] = [];
  const judge = (reached: boolean): Standing =>
    channel.standing === 'rare' || channel.standing === 'waiting'
      ? channel.standing
      : reached
        ? 'reached'
        : 'short';
  if (defined(stop?.reliability)) {
    const known = judged(channel);
    const reached = defined(known) && known >= stop.reliability;
    rules.push({ rule: 'reliability', target: stop.reliability, value: known, standing: judge(reached) });
  }
  if (defined(stop?.precision)) {
    const known = channel.precision ?? null;
    const reached = defined(known) && known <= stop.precision;
    rules.push({ rule: 'precision', target: stop.precision, value: known, standing: judge(reached) });
  }
  return rules;
}

/** "reliability 0.91 of 0.95", "precision ±0.02, target ±0.01". */
export function ruleWords({ rule, target, value: known, standing }: RuleStanding): string {
  if (standing === 'waiting') return `${rule}: fewer than 50 effective trials or 8 effective blocks`;
  if (standing === 'rare') return `${rule}: too rare to judge`;
  return rule === 'reliability'
    ? `reliability ${share(known, 3)} of ${target}`
    : `precision ${defined(known) ? `±${value(known)}` : 'not known yet'}, target ±${value(target)}`;
}

/** Trials that a channel needs beyond those shown at the last look; null while that is not known. */
export function moreTrials(channel: Channel, trials: number): number | null {
  if (channel.standing === 'reached') return 0;
  return defined(channel.trialsTo) ? Math.max(0, channel.trialsTo - trials) : null;
}

/** The same for tight places. */
export function moreText(more: number | null): string {
  return more === null ? NOTHING : more === 0 ? '0' : `+${short(more)}`;
}

/** How far a study is from its targets, in a line; null before its first look. */
export function progressText(study: Study): string | null {
  const { channels, stop, trials } = study;
  if (!study.looks || channels.length === 0) return null;
  const counted = channels.filter(({ standing }) => standing !== 'rare');
  const reached = counted.filter(({ standing }) => standing === 'reached').length;
  const rare = channels.length - counted.length;
  const hasTarget = defined(stop?.reliability) || defined(stop?.precision);
  const required = requiredOf(counted.length, stop?.quantile ?? 1);
  const parts = [
    `${whole(reached)} of ${whole(channels.length)} channels ${hasTarget ? 'reached' : 'at reliability 0.95'}`,
  ];
  if (hasTarget && required < counted.length) parts.push(`${whole(required)} are asked for`);
  if (rare > 0) parts.push(`${whole(rare)} too rare to judge`);
  const head = parts.join(', ');
  return hasTarget ? `${head}; ${remaining(study, counted, reached, required, trials)}` : head;
}

function remaining(
  study: Study,
  counted: Channel[],
  reached: number,
  required: number,
  trials: number,
): string {
  const ended = hasEnded(study.state);
  if (reached >= required) return ended ? 'that is enough' : 'enough if the next look finds the same';
  const needed = counted.map((channel) => moreTrials(channel, trials) ?? Infinity).sort((a, b) => a - b)[
    required - 1
  ];
  if (!defined(needed)) return 'how many more trials it takes is not known yet';
  const about = `about ${whole(rounded(needed))} more trials`;
  const most = study.stop?.maxTrials;
  if (ended) return `${about} would be needed`;
  return defined(most) && trials + needed > most ? `${about}, beyond the limit of ${whole(most)}` : about;
}

/** Channels that must reach the targets, at least 1. */
function requiredOf(counted: number, quantile: number): number {
  return Math.max(1, Math.ceil(quantile * counted - 1e-9));
}

/** Two digits: a forecast is no better than that. */
function rounded(trials: number): number {
  return trials < 100 ? Math.ceil(trials) : Number(trials.toPrecision(2));
}
