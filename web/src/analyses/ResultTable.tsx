import type { Cell } from '../api/types';
import { cellText, numericColumns } from './cells';

interface Props {
  title: string;
  columns: string[];
  rows: Cell[][];
}

/** A table of a result. */
export function ResultTable({ title, columns, rows }: Props) {
  const numeric = numericColumns(columns.length, rows);
  const align = (column: number) => (numeric[column] ? 'number' : undefined);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={`${title}: table`}>
      <table>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={column} scope="col" class={align(i)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i} class={align(i)} title={typeof cell === 'number' ? String(cell) : undefined}>
                  {cellText(cell, columns[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
