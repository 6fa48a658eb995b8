import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './chart.css';
import { lineStyle } from './colours';
import type { History } from './history';
import { Plot } from './Plot';

interface Props {
  title: string;
  /** Accessible description. */
  summary: string;
  history: History;
  target: number | null;
  testId: string;
  /** Content after the line buttons. */
  children?: ComponentChildren;
}

/** Reliability against trials, with lines that can be hidden. */
export function LineChart({ title, summary, history, target, testId, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const plot = useRef<Plot | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const holder = element.current!;
    const chart = new Plot(holder, (text) => {
      if (readout.current) readout.current.textContent = text;
    });
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

  return (
    <section
      class="card chart"
      aria-labelledby={`${testId}-title`}
      data-testid={testId}
      data-looks={history.trials.length}
    >
      <div class="page-head">
        <h2 id={`${testId}-title`}>{title}</h2>
        <span class="muted number readout" ref={readout} aria-hidden="true" />
      </div>
      <div ref={element} role="img" aria-label={summary} />
      {history.trials.length === 0 && <p class="muted">No look yet.</p>}
      <div class="lines" role="group" aria-label="Lines shown">
        {history.lines.map((line, i) => (
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
        {children}
      </div>
    </section>
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
