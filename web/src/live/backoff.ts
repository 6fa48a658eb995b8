/** Waiting times between attempts to connect: 0.5 s, doubled up to 5 s, back to the start after a success. */
export class Backoff {
  static readonly FIRST = 500;
  static readonly LONGEST = 5000;

  private next = Backoff.FIRST;

  millis(): number {
    const now = this.next;
    this.next = Math.min(Backoff.LONGEST, 2 * this.next);
    return now;
  }

  reset(): void {
    this.next = Backoff.FIRST;
  }
}
