import { analysisFile, getFile } from '../api/client';
import { writeNpy } from '../api/npy';
import type { AnalysisResult, Figure, Cell } from '../api/types';
import { conventionText, cellText, numericColumns } from './cells';
import { npyFile, SaveMenu, svgFiles, type SavedFile } from '../save/SaveMenu';
import { label } from './arguments';

interface Props {
  id: string;
  result: AnalysisResult;
}

/** The result of an analysis: statements, figures and conventions. */
export function ResultView({ id, result }: Props) {
  const [headline, ...rest] = result.statements;
  return (
    <>
      <section class="card statements" aria-label="Statements">
        {headline !== undefined && (
          <p class="headline" data-testid="headline">
            {headline}
          </p>
        )}
        {rest.length > 0 && (
          <ul data-testid="statements">
            {rest.map((statement) => (
              <li key={statement}>{statement}</li>
            ))}
          </ul>
        )}
      </section>
      {result.figures.map((figure) => (
        <FigureCard key={figure.name} id={id} figure={figure} />
      ))}
      <section class="card" aria-labelledby="conventions-title">
        <h2 id="conventions-title">Conventions</h2>
        <dl class="conventions" data-testid="conventions">
          {Object.entries(result.conventions).map(([name, convention]) => (
            <div key={name}>
              <dt>{label(name)}</dt>
              <dd>{conventionText(convention)}</dd>
            </div>
          ))}
        </dl>
        <p class="links">
          <a href={analysisFile(id, 'findings.json')} download>
            findings.json
          </a>
        </p>
      </section>
    </>
  );
}

function FigureCard({ id, figure }: { id: string; figure: Figure }) {
  const { name, title, kind } = figure;
  return (
    <section
      class="card figure"
      aria-labelledby={`figure-${name}`}
      data-testid="figure"
      data-figure={name}
      data-kind={kind}
    >
      <div class="page-head">
        <h2 id={`figure-${name}`}>{title}</h2>
        <SaveMenu figure={title} files={filesOf(id, figure)} />
      </div>
      {figure.kind === 'table' ? (
        <ResultTable title={title} columns={figure.columns} rows={figure.rows} />
      ) : (
        <div class="drawing">
          <img src={analysisFile(id, `${name}.svg`)} alt={title} />
        </div>
      )}
    </section>
  );
}

/** Images of figures that are drawn, arrays of their numbers, and tables. */
function filesOf(id: string, figure: Figure): SavedFile[] {
  const { name } = figure;
  const files: SavedFile[] = [];
  if (figure.kind !== 'table') {
    files.push(...svgFiles(name, async () => (await getFile(analysisFile(id, `${name}.svg`))).text()));
  }
  if (figure.kind === 'matrix') {
    const { rows, columns, values } = figure;
    files.push(npyFile(name, () => writeNpy([rows.length, columns.length], numbers(values.flat()), '<f8')));
  }
  if (figure.kind === 'curves') {
    const length = Math.max(0, ...figure.curves.map(({ x }) => x.length));
    const padded = (values: (number | null)[]) => Array.from({ length }, (_, i) => values[i] ?? null);
    const values = figure.curves.flatMap(({ x, y }) => [...padded(x), ...padded(y)]);
    files.push(npyFile(name, () => writeNpy([figure.curves.length, 2, length], numbers(values), '<f8')));
  }
  if (figure.kind === 'gallery') {
    files.push({ label: 'npy', name: `${name}.npy`, content: analysisFile(id, `${name}.npy`) });
  } else {
    files.push({ label: 'CSV', name: `${name}.csv`, content: analysisFile(id, `${name}.csv`) });
  }
  return files;
}

function numbers(values: (number | null)[]): number[] {
  return values.map((value) => value ?? NaN);
}

interface ResultTableProps {
  title: string;
  columns: string[];
  rows: Cell[][];
}

/** A table of a result. */
function ResultTable({ title, columns, rows }: ResultTableProps) {
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
