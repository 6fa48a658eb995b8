const MIN_PAUSE_MILLIS = 1000;
const PAUSE_PER_LOAD = 5;
const MAX_PAUSE_AFTER_FAILURE_MILLIS = 30_000;

/**
 * Loads data of a study, such as its history, once for each look. Loads never overlap, and take at most a sixth of
 * the time, since data of many channels is large.
 */
export class LookLoader<T> {
  private latest: number | null = null;
  private loaded: number | null = null;
  private failures = 0;
  private busy = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly onData: (data: T) => void,
    private readonly onError: (error: unknown) => void = () => {},
  ) {}

  /** Requests the data of the latest look, given any number that changes with it. */
  request(look: number): void {
    this.latest = look;
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    if (this.stopped || this.busy || this.latest === null || this.latest === this.loaded) return;
    this.busy = true;
    const look = this.latest;
    const start = performance.now();
    try {
      const data = await this.load();
      if (!this.stopped) this.onData(data);
      this.loaded = look;
      this.failures = 0;
    } catch (error) {
      this.failures++;
      if (!this.stopped) this.onError(error);
    }
    if (this.stopped) return;
    const pause = Math.max(this.minPause(), PAUSE_PER_LOAD * (performance.now() - start));
    this.timer = setTimeout(() => {
      this.busy = false;
      void this.run();
    }, pause);
  }

  /** The minimum pause in ms; each failure doubles it. */
  private minPause(): number {
    if (this.failures === 0) return MIN_PAUSE_MILLIS;
    return Math.min(MAX_PAUSE_AFTER_FAILURE_MILLIS, MIN_PAUSE_MILLIS * 2 ** this.failures);
  }
}
