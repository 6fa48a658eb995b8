import { share, short } from '../format/number';
import { text, type Drawing } from '../save/drawing';
import { lineStyle } from './colours';
import type { History } from './history';
import { labelledDigits, reliabilityRange, trialsRange } from './trials';

const LEFT = 50;
const TOP = 36;
const PLOT_WIDTH = 640;
const PLOT_HEIGHT = 300;
const LEGEND_WIDTH = 250;
const LINE_HEIGHT = 18;

/** Draws the lines that are not hidden, with axes, target and legend. */
export function chartDrawing(
  title: string,
  { trials, lines }: History,
  hidden: ReadonlySet<string>,
  target: number | null,
): Drawing {
  const shown = lines.flatMap((line, i) => (hidden.has(line.key) ? [] : [{ ...line, ...lineStyle(i) }]));
  const values = shown.flatMap((line) => line.values).filter((value) => value !== null);
  const [low, high] = trialsRange(trials[0] ?? null, trials.at(-1) ?? null);
  const [bottom, top] = reliabilityRange(values.length === 0 ? null : Math.min(...values));
  const x = (count: number) => LEFT + (PLOT_WIDTH * Math.log(count / low)) / Math.log(high / low);
  const y = (value: number) => TOP + (PLOT_HEIGHT * (top - value)) / (top - bottom);
  const end = TOP + PLOT_HEIGHT;
  const elements = [text(LEFT, 20, title)];
  for (let value = Math.ceil(bottom * 5); value <= 5; value++) {
    elements.push(path([`M${LEFT},${y(value / 5)}h${PLOT_WIDTH}`], '#dce1e9', 1));
    elements.push(text(LEFT - 6, y(value / 5) + 4, share(value / 5, 1), 'end'));
  }
  for (const count of ticks(low, high)) {
    elements.push(path([`M${x(count)},${TOP}v${PLOT_HEIGHT}`], '#dce1e9', 1));
    elements.push(text(x(count), end + 16, short(count), 'middle'));
  }
  elements.push(text(LEFT + PLOT_WIDTH / 2, end + 34, 'trials', 'middle'));
  if (target !== null) {
    elements.push(path([`M${LEFT},${y(target)}h${PLOT_WIDTH}`], '#18212e', 1, [5, 4]));
    elements.push(text(LEFT + 6, y(target) + 14, `target ${target}`));
  }
  shown.forEach(({ label, values, stroke, dash }, i) => {
    const points = values.flatMap((value, look) =>
      value === null ? [] : [`${x(trials[look]!).toFixed(1)},${y(Math.max(bottom, value)).toFixed(1)}`],
    );
    const legend = TOP + 8 + i * LINE_HEIGHT;
    const from = LEFT + PLOT_WIDTH + 16;
    elements.push(path(points.length === 0 ? [] : [`M${points.join('L')}`], stroke, 1.75, dash));
    elements.push(path([`M${from},${legend}h20`], stroke, 2.5, dash), text(from + 28, legend + 4, label));
  });
  return {
    width: LEFT + PLOT_WIDTH + LEGEND_WIDTH,
    height: Math.max(end + 46, TOP + 16 + shown.length * LINE_HEIGHT),
    elements: elements.join(''),
  };
}

function path(segments: string[], stroke: string, width: number, dash: number[] = []): string {
  return `<path d="${segments.join('')}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${dash.join(' ')}"/>`;
}

function ticks(low: number, high: number): number[] {
  const digits = labelledDigits(low, high, PLOT_WIDTH);
  const found: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    found.push(...digits.map((digit) => digit * decade).filter((count) => count >= low && count <= high));
  }
  return found;
}
