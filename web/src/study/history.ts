import type { HistoryRow } from '../api/types';

const SHORTEST_PAUSE_MILLIS = 1000;
const PAUSE_PER_LOAD = 5;

/**
 * Asks for a study's history once for every new look, never twice at once and, since a history of many channels
 * is long, never more than a sixth of the time.
 */
export class HistoryFollower {
  private wanted: number | null = null;
  private had: number | null = null;
  private busy = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly load: () => Promise<HistoryRow[]>,
    private readonly take: (rows: HistoryRow[]) => void,
  ) {}

  /** Names the newest look, by any number that changes with it. */
  at(look: number): void {
    this.wanted = look;
    void this.go();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async go(): Promise<void> {
    if (this.stopped || this.busy || this.wanted === null || this.wanted === this.had) return;
    this.busy = true;
    const look = this.wanted;
    const began = performance.now();
    try {
      const rows = await this.load();
      if (!this.stopped) this.take(rows);
      this.had = look;
    } catch {
      // The next look, or the end of the pause, asks again.
    }
    if (this.stopped) return;
    const pause = Math.max(SHORTEST_PAUSE_MILLIS, PAUSE_PER_LOAD * (performance.now() - began));
    this.timer = setTimeout(() => {
      this.busy = false;
      void this.go();
    }, pause);
  }
}
