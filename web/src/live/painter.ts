import type { Frame, FrameRecord } from './frame';

/**
 * Puts frames on the screen at the screen's pace: of all that arrived since the last repaint, the newest record
 * of each channel is painted once, then every frame's credit goes back.
 */
export class Painter {
  private readonly newest = new Map<number, FrameRecord>();
  private readonly answers: (() => void)[] = [];
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
    this.answers.push(painted);
    this.scheduled ??= this.schedule(() => this.paint());
  }

  dispose(): void {
    if (this.scheduled !== null) this.cancel(this.scheduled);
    this.scheduled = null;
    this.newest.clear();
    this.answers.length = 0;
  }

  private paint(): void {
    this.scheduled = null;
    const records = [...this.newest.values()];
    const answers = this.answers.splice(0);
    this.newest.clear();
    if (this.frame !== null) this.show(this.frame, records);
    for (const answer of answers) answer();
  }
}
