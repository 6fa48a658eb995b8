import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { share, short } from '../format/number';
import { lineStyle } from './colours';
import type { History, Line } from './history';
import type { Point } from './point';
import { labelledDigits, leads, reliabilityRange, trialsRange } from './trials';

const HEIGHT = 280;

/** Wraps uPlot; created once, then updated with data, lines and size. */
export class Plot {
  private readonly chart: uPlot;
  private keys = '';
  private lines: Line[] = [];
  private target: number | null = null;
  private isPointed = false;

  constructor(
    element: HTMLElement,
    private readonly onPointer: (point: Point | null) => void,
  ) {
    this.chart = new uPlot(this.options(element.clientWidth), [[]], element);
  }

  show({ trials, lines }: History, strong: string | null, target: number | null): void {
    this.target = target;
    this.lines = lines;
    const keys = lines.map((line) => line.key).join('\n');
    if (keys !== this.keys) this.replaceLines(lines);
    this.keys = keys;
    this.chart.batch(() => {
      this.chart.setData([trials, ...lines.map((line) => line.values)]);
      lines.forEach((line, i) => {
        const series = this.chart.series[i + 1]!;
        series.width = line.key === strong ? 3 : 1.5;
        series.alpha = strong === null || line.key === strong ? 1 : 0.45;
      });
    });
  }

  get width(): number {
    return this.chart.width;
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
        y: { range: (_chart, low) => reliabilityRange(low) },
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
            const { min, max } = chart.scales.x!;
            const digits = labelledDigits(min ?? 1, max ?? 10, chart.width);
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
      hooks: { draw: [() => this.drawTarget()], setCursor: [() => this.reportPointer()] },
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

  /** Returns the position of a point in CSS pixels from the top left corner. */
  place({ look, line }: Point): { left: number; top: number } {
    const { left, top } = this.chart.over.getBoundingClientRect();
    const root = this.chart.root.getBoundingClientRect();
    return {
      left: left - root.left + this.chart.valToPos(this.chart.data[0][look]!, 'x'),
      top: top - root.top + this.chart.valToPos(this.lines[line]!.values[look]!, 'y'),
    };
  }

  /** Reports the point of the line nearest to the pointer. */
  private reportPointer(): void {
    const { idx, top } = this.chart.cursor;
    const isInside = idx !== null && idx !== undefined && top !== undefined && top >= 0;
    if (!isInside && !this.isPointed) return;
    this.isPointed = isInside;
    let nearest: Point | null = null;
    let smallest = Infinity;
    this.lines.forEach((line, i) => {
      const value = isInside ? line.values[idx] : null;
      if (value === null || value === undefined) return;
      const distance = Math.abs(this.chart.valToPos(value, 'y') - top!);
      if (distance < smallest) {
        smallest = distance;
        nearest = { look: idx!, line: i };
      }
    });
    this.onPointer(nearest);
  }
}

const FONT = '12px system-ui, sans-serif';

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
