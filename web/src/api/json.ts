/**
 * Reads JSON and keeps whole numbers that a double cannot hold (64-bit seeds) as their digits, where the
 * browser tells them (the reviver's `source`); a seed that was rounded would be another study.
 */
export function parseJson(source: string): unknown {
  return JSON.parse(source, function (
    this: unknown,
    _key: string,
    value: unknown,
    context?: { source?: string },
  ) {
    const digits = context?.source;
    return typeof value === 'number' &&
      digits !== undefined &&
      /^-?\d+$/.test(digits) &&
      !Number.isSafeInteger(value)
      ? digits
      : value;
  } as (key: string, value: unknown) => unknown);
}
