import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SaveMenu } from '../save/SaveMenu';
import './chart.css';
import { lineStyle } from './colours';
import type { History } from './history';
import { Plot } from './Plot';
import { movedPoint, pointText, type Point } from './point';

interface Props {
  title: string;
  /** Accessible description. */
  summary: string;
  history: History;
  target: number | null;
  testId: string;
  /** The study whose history the menu saves; none for several studies. */
  saved?: { name: string; csv: string };
  /** Key of the line that is drawn stronger than the others; null for none. */
  strong?: string | null;
  /** Content after the names of lines. */
  children?: ComponentChildren;
}

/** Reliability against trials, with values under the pointer or at the arrow keys. */
export function LineChart({
  title,
  summary,
  history,
  target,
  testId,
  saved,
  strong = null,
  children,
}: Props) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
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
  useEffect(() => plot.current?.show(history, strong, target), [history, strong, target]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = movedPoint(point, event.key, history);
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
        {saved && history.trials.length > 0 && (
          <SaveMenu
            figure={title}
            study={saved.name}
            files={[{ label: 'CSV', name: 'history.csv', content: saved.csv }]}
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
      <div class="lines">
        {lines.map(({ key, label }, i) => (
          <span key={key} class={key === strong ? 'line strong' : 'line'}>
            <Swatch index={i} />
            {label}
          </span>
        ))}
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
