import type { Frame, FrameRecord } from './frame';

/**
 * Paints frames once per repaint: the latest record of each channel since the last repaint. Then it returns the
 * credits of all frames.
 */
export class Painter {
  private readonly newest = new Map<number, FrameRecord>();
  private readonly credits: (() => void)[] = [];
  private frame: Frame | null = null;
  private scheduled: number | null = null;

  constructor(
    private readonly show: (frame: Frame, records: FrameRecord[]) => void,
    private readonly schedule: (callback: () => void) => number = (callback) =>
      requestAnimationFrame(callback),
    private readonly cancel: (handle: number) => void = (handle) => cancelAnimationFrame(handle),
  ) {}

  take(frame: Frame, painted: () => void): void {
    this.frame = frame;
    for (const record of frame.records) this.newest.set(record.channel, record);
    this.credits.push(painted);
    this.scheduled ??= this.schedule(() => this.paint());
  }

  dispose(): void {
    if (this.scheduled !== null) this.cancel(this.scheduled);
    this.scheduled = null;
    this.newest.clear();
    this.credits.length = 0;
  }

  private paint(): void {
    this.scheduled = null;
    const records = [...this.newest.values()];
    const credits = this.credits.splice(0);
    this.newest.clear();
    if (this.frame !== null) this.show(this.frame, records);
    for (const returnCredit of credits) returnCredit();
  }
}
