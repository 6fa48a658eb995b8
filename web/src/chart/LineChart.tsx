import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { writeNpy } from '../api/npy';
import { imageFiles, npyFile, SaveMenu, type SavedFile } from '../save/SaveMenu';
import './chart.css';
import { lineStyle } from './colours';
import type { History } from './history';
import { Plot } from './Plot';
import { movedPoint, pointText, type Point } from './point';
import { share, short } from '../format/number';
import { text, type Drawing } from '../save/drawing';
import { labelledDigits, reliabilityRange, trialsRange } from './trials';

const LEFT = 50;
const TOP = 36;
const PLOT_WIDTH = 640;
const PLOT_HEIGHT = 300;
const LEGEND_WIDTH = 250;
const LINE_HEIGHT = 18;

/** Draws the lines that are not hidden, with axes, target and legend. */
function chartDrawing(
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

interface Props {
  title: string;
  /** Accessible description. */
  summary: string;
  history: History;
  target: number | null;
  testId: string;
  /** Name of the study, or of the studies, for the names of files. */
  study: string;
  /** Files of the server in the menu. */
  files?: SavedFile[];
  /** Content after the line buttons. */
  children?: ComponentChildren;
}

/** Reliability against trials, with lines that can be hidden and values under the pointer or at the arrow keys. */
export function LineChart({ title, summary, history, target, testId, study, files = [], children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<Point | null>(null);

  useEffect(() => {
    const holder = element.current!;
    const chart = new Plot(holder, setPoint);
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.resize(holder.clientWidth));
    resized.observe(holder);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => chart.redraw();
    theme.addEventListener('change', redraw);
    return () => {
      theme.removeEventListener('change', redraw);
      resized.disconnect();
      chart.destroy();
    };
  }, []);
  useEffect(() => plot.current?.show(history, hidden, target), [history, hidden, target]);

  const toggle = (key: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = movedPoint(point, event.key, history, hidden);
    if (next === null) return;
    event.preventDefault();
    setPoint(next);
  };
  const { lines } = history;
  return (
    <section
      class="card chart"
      aria-labelledby={`${testId}-title`}
      data-testid={testId}
      data-looks={history.trials.length}
    >
      <div class="page-head">
        <h2 id={`${testId}-title`}>{title}</h2>
        {history.trials.length > 0 && (
          <SaveMenu
            figure={title}
            study={study}
            files={[
              ...imageFiles(title, () => chartDrawing(title, history, hidden, target)),
              npyFile(title, () => arrayOf(history)),
              ...files,
            ]}
          />
        )}
      </div>
      <div
        class="plot"
        tabIndex={0}
        role="group"
        aria-label={`Values of ${title}; arrow keys move between looks and lines`}
        data-testid="plot"
        onKeyDown={onKeyDown}
        onBlur={() => setPoint(null)}
      >
        <div ref={element} role="img" aria-label={summary} />
        <Tooltip plot={plot.current} history={history} point={point} />
      </div>
      {history.trials.length === 0 && <p class="muted">No look yet.</p>}
      <div class="lines" role="group" aria-label="Lines shown">
        {lines.map((line, i) => (
          <button
            key={line.key}
            type="button"
            aria-pressed={!hidden.has(line.key)}
            class="line-toggle"
            onClick={() => toggle(line.key)}
          >
            <Swatch index={i} />
            {line.label}
          </button>
        ))}
        {lines.length > 2 && (
          <button
            type="button"
            class="line-toggle"
            data-testid="all-lines"
            onClick={() => setHidden(new Set(hidden.size > 0 ? [] : lines.map(({ key }) => key)))}
          >
            {hidden.size > 0 ? 'Show all' : 'Hide all'}
          </button>
        )}
        {children}
      </div>
    </section>
  );
}

/** The text of a point, on the side of it with more space. */
function Tooltip({ plot, history, point }: { plot: Plot | null; history: History; point: Point | null }) {
  const text = point && pointText(history, point);
  const place = text && plot?.place(point!);
  return (
    <div aria-live="polite" data-testid="tooltip">
      {text && place && (
        <>
          <span class="point" style={{ left: `${place.left}px`, top: `${place.top}px` }} />
          <span
            class="tooltip number"
            style={{
              top: `${place.top}px`,
              ...(place.left < plot!.width / 2
                ? { left: `${place.left}px` }
                : { right: `${plot!.width - place.left}px` }),
            }}
          >
            {text}
          </span>
        </>
      )}
    </div>
  );
}

/** The chart as an array: numbers of trials, then the values of each line; NaN if undefined. */
function arrayOf({ trials, lines }: History): ArrayBuffer {
  const values = [trials, ...lines.map((line) => line.values)].flat();
  return writeNpy(
    [1 + lines.length, trials.length],
    values.map((value) => value ?? NaN),
    '<f8',
  );
}

function Swatch({ index }: { index: number }) {
  const { stroke, dash } = lineStyle(index);
  return (
    <svg width="16" height="8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        stroke={stroke}
        stroke-width="2.5"
        stroke-dasharray={dash.join(' ')}
      />
    </svg>
  );
}
