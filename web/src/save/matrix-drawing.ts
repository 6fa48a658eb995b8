import { text, type Drawing } from './drawing';

/** A cell of a matrix: its text and its CSS colour. */
export interface MatrixCell {
  text: string;
  fill: string;
}

const CELL_HEIGHT = 22;
const LETTER = 7;
const PADDING = 10;
const TOP = 60;

/** Draws a matrix with the names of its rows and columns. */
export function matrixDrawing(
  title: string,
  rows: string[],
  columns: string[],
  cellOf: (row: number, column: number) => MatrixCell,
): Drawing {
  const width = (names: string[]) => Math.max(5, ...names.map((name) => name.length)) * LETTER + PADDING;
  const left = width(rows) + PADDING;
  const cellWidth = width(columns);
  const elements = [text(PADDING, 20, title)];
  columns.forEach((name, c) => {
    elements.push(text(left + (c + 1) * cellWidth - 5, TOP - 8, name, 'end'));
  });
  rows.forEach((name, r) => {
    const y = TOP + r * CELL_HEIGHT;
    elements.push(text(PADDING, y + 15, name));
    columns.forEach((_, c) => {
      const x = left + c * cellWidth;
      const cell = cellOf(r, c);
      elements.push(
        `<rect x="${x}" y="${y}" width="${cellWidth}" height="${CELL_HEIGHT}" fill="${cell.fill}" stroke="#dce1e9"/>`,
        text(x + cellWidth - 5, y + 15, cell.text, 'end'),
      );
    });
  });
  return {
    width: left + columns.length * cellWidth + PADDING,
    height: TOP + rows.length * CELL_HEIGHT + PADDING,
    elements: elements.join(''),
  };
}
