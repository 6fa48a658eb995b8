import { defined } from './number';

/** Formats a duration in its two largest units: "42 s", "3 min 5 s", "1 h 20 min", "2 d 4 h". */
export function duration(seconds: number | null | undefined): string {
  if (!defined(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  if (whole < 1) return 'under 1 s';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return two(Math.round(whole / 60) * 60, 3600, 'h', 60, 'min');
  return two(Math.round(whole / 3600) * 3600, 86_400, 'd', 3600, 'h');
}

function two(seconds: number, big: number, bigName: string, small: number, smallName: string): string {
  const bigs = Math.floor(seconds / big);
  const smalls = Math.floor((seconds - bigs * big) / small);
  return smalls === 0 ? `${bigs} ${bigName}` : `${bigs} ${bigName} ${smalls} ${smallName}`;
}
