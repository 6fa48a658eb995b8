import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { share, short, whole } from '../format/number';
import { lineStyle } from './colours';
import type { History, Line } from './history';

const HEIGHT = 280;

/** Wraps uPlot; created once, then updated with data, lines and size. */
export class Plot {
  private readonly chart: uPlot;
  private keys = '';
  private lines: Line[] = [];
  private target: number | null = null;

  constructor(
    element: HTMLElement,
    private readonly report: (text: string) => void,
  ) {
    this.chart = new uPlot(this.options(element.clientWidth), [[]], element);
  }

  show({ trials, lines }: History, hidden: ReadonlySet<string>, target: number | null): void {
    this.target = target;
    this.lines = lines;
    const keys = lines.map((line) => line.key).join('\n');
    if (keys !== this.keys) this.replaceLines(lines);
    this.keys = keys;
    this.chart.batch(() => {
      this.chart.setData([trials, ...lines.map((line) => line.values)]);
      lines.forEach((line, i) => {
        const show = !hidden.has(line.key);
        if (this.chart.series[i + 1]!.show !== show) this.chart.setSeries(i + 1, { show });
      });
    });
  }

  resize(width: number): void {
    if (width > 0 && width !== this.chart.width) this.chart.setSize({ width, height: HEIGHT });
  }

  /** Redraws after a change of the colour theme. */
  redraw(): void {
    this.chart.redraw(false, true);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private replaceLines(lines: Line[]): void {
    while (this.chart.series.length > 1) this.chart.delSeries(this.chart.series.length - 1);
    lines.forEach((line, i) => {
      const { stroke, dash } = lineStyle(i);
      this.chart.addSeries(
        {
          label: line.label,
          width: 1.75,
          stroke,
          dash,
          points: { show: (chart) => chart.data[0].length < 4, size: 5, fill: stroke, stroke },
          spanGaps: true,
        },
        i + 1,
      );
    });
  }

  private options(width: number): uPlot.Options {
    const ink = () => css('--muted');
    const rule = { stroke: () => css('--line'), width: 1 };
    return {
      width: Math.max(200, width),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { setScale: false } },
      scales: {
        x: { time: false, distr: 3, range: (_chart, low, high) => trialsRange(low, high) },
        y: { range: (_chart, low) => [low !== null && low < 0 ? Math.max(-0.25, low) : 0, 1] },
      },
      axes: [
        {
          stroke: ink,
          grid: rule,
          ticks: rule,
          label: 'trials',
          size: 30,
          labelSize: 18,
          filter: (_chart, splits) => splits,
          labelFont: FONT,
          font: FONT,
          values: (chart, splits) => {
            const digits = labelled(chart);
            return splits.map((at) => (at && leads(at, digits) ? short(at) : ''));
          },
        },
        {
          stroke: ink,
          grid: rule,
          ticks: rule,
          size: 44,
          font: FONT,
          values: (_chart, splits) => splits.map((at) => share(at, 1)),
        },
      ],
      series: [{}],
      hooks: { draw: [() => this.drawTarget()], setCursor: [() => this.reportCursor()] },
    };
  }

  private drawTarget(): void {
    if (this.target === null) return;
    const { ctx, bbox } = this.chart;
    const y = Math.round(this.chart.valToPos(this.target, 'y', true));
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = css('--ink');
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.fillText(`target ${this.target}`, bbox.left + 6 * devicePixelRatio, y + 4 * devicePixelRatio);
    ctx.restore();
  }

  /** Reports the value of the line nearest to the pointer. */
  private reportCursor(): void {
    const { idx, top } = this.chart.cursor;
    if (idx === null || idx === undefined || top === undefined || top < 0) return this.report('');
    const trials = this.chart.data[0][idx]!;
    let nearest: { label: string; value: number; distance: number } | null = null;
    this.lines.forEach((line, i) => {
      const value = line.values[idx];
      if (value === null || value === undefined || !this.chart.series[i + 1]!.show) return;
      const distance = Math.abs(this.chart.valToPos(value, 'y') - top);
      if (nearest === null || distance < nearest.distance) nearest = { label: line.label, value, distance };
    });
    const found = nearest as { label: string; value: number } | null;
    this.report(found === null ? '' : `${found.label}: ${share(found.value, 3)} at ${whole(trials)} trials`);
  }
}

const FONT = '12px system-ui, sans-serif';

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The range from a round number before the first look to the last look. */
function trialsRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [1000, 1_000_000];
  const decade = 10 ** Math.floor(Math.log10(low) + 1e-9);
  const from = decade * (low >= 5 * decade ? 5 : low >= 2 * decade ? 2 : 1);
  return [from, Math.max(high * 1.05, from * 4)];
}

/** First digits of labelled ticks, as many as fit in a decade. */
function labelled(chart: uPlot): number[] {
  const { min, max } = chart.scales.x!;
  const decade = chart.width / Math.log10((max ?? 10) / (min ?? 1));
  return decade > 180 ? [1, 2, 5] : decade > 100 ? [1, 5] : [1];
}

function leads(value: number, digits: number[]): boolean {
  const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return digits.some((digit) => Math.abs(leading - digit) < 1e-6);
}
