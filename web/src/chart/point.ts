import { reliability, whole } from '../format/number';
import type { History } from './history';

/** A point of a chart: indices of a look and of a line. */
export interface Point {
  look: number;
  line: number;
}

/** The text of a point; null if the line has no value there. */
export function pointText({ trials, lines }: History, { look, line }: Point): string | null {
  const value = lines[line]?.values[look];
  if (value === null || value === undefined) return null;
  return `${lines[line]!.label}: ${reliability(value)} at ${whole(trials[look])} trials`;
}

/**
 * The point after an arrow key: left and right move along the line, up and down to the line of the next higher and
 * lower value, at the nearest look that has one. The first key selects the last look of the first line. Null for other keys and without values.
 */
export function movedPoint(point: Point | null, key: string, history: History): Point | null {
  const direction = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1 }[key];
  if (direction === undefined) return null;
  const shown = history.lines.map((_, line) => line);
  const has = (at: Point) => pointText(history, at) !== null;
  if (point === null || !has(point)) {
    for (const line of shown) {
      for (let look = history.trials.length - 1; look >= 0; look--)
        if (has({ look, line })) return { look, line };
    }
    return null;
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    let look = point.look + direction;
    while (look >= 0 && look < history.trials.length && !has({ look, line: point.line })) look += direction;
    return has({ look, line: point.line }) ? { look, line: point.line } : point;
  }
  const nearest = (line: number): Point[] => {
    const looks = history.trials.flatMap((_, look) => (has({ look, line }) ? [look] : []));
    if (looks.length === 0) return [];
    const distance = (look: number) => Math.abs(look - point.look);
    return [{ look: looks.reduce((best, look) => (distance(look) < distance(best) ? look : best)), line }];
  };
  const valueOf = ({ look, line }: Point) => history.lines[line]!.values[look]!;
  const ordered = shown.flatMap(nearest).sort((a, b) => valueOf(a) - valueOf(b) || a.line - b.line);
  return ordered[ordered.findIndex(({ line }) => line === point.line) + direction] ?? point;
}
