/** The range of an axis of trials, from a round number before the first look to the last look. */
export function trialsRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [1000, 1_000_000];
  const decade = 10 ** Math.floor(Math.log10(low) + 1e-9);
  const from = decade * (low >= 5 * decade ? 5 : low >= 2 * decade ? 2 : 1);
  return [from, Math.max(high * 1.05, from * 4)];
}

/** The range of an axis of reliability: from 0, or from the lowest value above −0.25 if it is negative, to 1. */
export function reliabilityRange(low: number | null): [number, number] {
  return [low !== null && low < 0 ? Math.max(-0.25, low) : 0, 1];
}

/** First digits of labelled trials, as many as fit in a decade. */
export function labelledDigits(low: number, high: number, width: number): number[] {
  const decade = width / Math.log10(high / low);
  return decade > 180 ? [1, 2, 5] : decade > 100 ? [1, 5] : [1];
}

/** Whether a number of trials begins with one of the digits. */
export function leads(value: number, digits: number[]): boolean {
  const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return digits.some((digit) => Math.abs(leading - digit) < 1e-6);
}
