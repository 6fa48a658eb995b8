import type { MatrixCell } from './matrix-drawing';

interface Props {
  /** Heading of the names of the rows. */
  corner: string;
  rows: string[];
  columns: string[];
  cellOf: (row: number, column: number) => MatrixCell;
  /** Class of a cell, for one that the style sheet colours; others have their fill. */
  classOf?: (row: number, column: number) => string;
}

/** A matrix of text with the names of its rows and columns. */
export function MatrixTable({ corner, rows, columns, cellOf, classOf }: Props) {
  return (
    <>
      <thead>
        <tr>
          <th scope="col">{corner}</th>
          {columns.map((name, column) => (
            <th key={column} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((name, row) => (
          <tr key={row}>
            <th scope="row">{name}</th>
            {columns.map((_, column) => {
              const { text, fill } = cellOf(row, column);
              return classOf === undefined ? (
                <td key={column} class="number" style={{ background: fill }}>
                  {text}
                </td>
              ) : (
                <td key={column} class={`number ${classOf(row, column)}`}>
                  {text}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </>
  );
}
