/** Trials per second over the last 4 seconds of frames. */
export interface Pace {
  points: readonly { trials: number; seconds: number }[];
  trialsPerSecond: number | null;
}

export const NO_PACE: Pace = { points: [], trialsPerSecond: null };

const WINDOW_SECONDS = 4;
const MIN_SECONDS = 0.5;

/** Adds a frame; restarts if the clock or the trials went back. */
export function pace(before: Pace, trials: number, seconds: number): Pace {
  const last = before.points.at(-1);
  if (last && (seconds < last.seconds || trials < last.trials)) return pace(NO_PACE, trials, seconds);
  if (last && seconds === last.seconds) return before;
  const points = [
    ...before.points.filter((point) => point.seconds >= seconds - WINDOW_SECONDS),
    { trials, seconds },
  ];
  const first = points[0]!;
  const span = seconds - first.seconds;
  return {
    points,
    trialsPerSecond: span >= MIN_SECONDS ? (trials - first.trials) / span : before.trialsPerSecond,
  };
}
