const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Text for an undefined number. */
export const NO_VALUE = '–';

/** 1234567 as "1,234,567". */
export function whole(value: number | null | undefined): string {
  return defined(value) ? grouped.format(value) : NO_VALUE;
}

/** Short form with at most three digits: 950, 12.3 k, 4.56 M. */
export function short(value: number | null | undefined): string {
  if (!defined(value)) return NO_VALUE;
  const size = Math.abs(value);
  if (size < 999.5)
    return size < 10 && !Number.isInteger(value) ? trimmed(value, 1) : String(Math.round(value));
  if (size < 999_500) return `${trimmed(value / 1e3, digits(size / 1e3))} k`;
  if (size < 999_500_000) return `${trimmed(value / 1e6, digits(size / 1e6))} M`;
  return `${trimmed(value / 1e9, digits(size / 1e9))} G`;
}

/** A number of bytes as "1,148 MiB", or "2.4 MiB" if it is small. */
export function mebibytes(bytes: number | null | undefined): string {
  if (!defined(bytes)) return NO_VALUE;
  const size = bytes / 2 ** 20;
  return `${size < 9.95 ? size.toFixed(1) : whole(size)} MiB`;
}

/** A share or probability, rounded down, so that 0.95 means at least .95. */
export function share(value: number | null | undefined, places = 2): string {
  if (!defined(value)) return NO_VALUE;
  const scale = 10 ** places;
  return (Math.floor(value * scale + 1e-9) / scale).toFixed(places).replace('-', '−');
}

/** A reliability, or the correlation that it is computed from, with three decimals, rounded down. */
export function reliability(value: number | null | undefined): string {
  return share(value, 3);
}

/** A fraction as a percentage with one decimal. */
export function percent(value: number | null | undefined): string {
  return defined(value) ? `${(value * 100).toFixed(1)} %` : NO_VALUE;
}

/** A value of a map: three significant digits, a true minus sign, small ones as 4.2e−5. */
export function value(number: number | null | undefined): string {
  if (!defined(number)) return NO_VALUE;
  if (number === 0) return '0';
  const size = Math.abs(number);
  const text =
    size >= 0.001 && size < 1e5
      ? String(Number(number.toPrecision(3)))
      : number.toExponential(1).replace('e+', 'e');
  return text.replaceAll('-', '−');
}

/** A probability of a test, which is never 0. */
export function probability(p: number | null | undefined): string {
  return defined(p) && p < 1e-4 ? '< 0.0001' : value(p);
}

export function defined(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

function digits(size: number): number {
  return size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
}

function trimmed(value: number, places: number): string {
  return String(Number(value.toFixed(places)));
}
