/** Delays between connection attempts: 0.5 s, doubled up to 5 s, reset after a success. */
export class Backoff {
  static readonly MIN_MILLIS = 500;
  static readonly MAX_MILLIS = 5000;

  private next = Backoff.MIN_MILLIS;

  millis(): number {
    const now = this.next;
    this.next = Math.min(Backoff.MAX_MILLIS, 2 * this.next);
    return now;
  }

  reset(): void {
    this.next = Backoff.MIN_MILLIS;
  }
}
