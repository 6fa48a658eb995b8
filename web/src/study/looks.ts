const MIN_PAUSE_MILLIS = 1000;
const PAUSE_PER_LOAD = 5;
const MAX_PAUSE_AFTER_FAILURE_MILLIS = 30_000;

/**
 * Asks for something of a study, such as its history, once for every new look, never twice at once and, since what
 * is told of many channels is long, never more than a sixth of the time.
 */
export class LookFollower<T> {
  private wanted: number | null = null;
  private had: number | null = null;
  private failures = 0;
  private busy = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly take: (loaded: T) => void,
    private readonly refused: (error: unknown) => void = () => {},
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
      const loaded = await this.load();
      if (!this.stopped) this.take(loaded);
      this.had = look;
      this.failures = 0;
    } catch (error) {
      this.failures++;
      if (!this.stopped) this.refused(error);
    }
    if (this.stopped) return;
    const pause = Math.max(this.shortest(), PAUSE_PER_LOAD * (performance.now() - began));
    this.timer = setTimeout(() => {
      this.busy = false;
      void this.go();
    }, pause);
  }

  /** A failure doubles the pause before the next attempt. */
  private shortest(): number {
    if (this.failures === 0) return MIN_PAUSE_MILLIS;
    return Math.min(MAX_PAUSE_AFTER_FAILURE_MILLIS, MIN_PAUSE_MILLIS * 2 ** this.failures);
  }
}
