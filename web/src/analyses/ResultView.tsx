import { analysisFile } from '../api/client';
import type { AnalysisResult, Figure, Cell } from '../api/types';
import { conventionText, cellText, numericColumns } from './cells';
import { SaveMenu, type SavedFile } from '../save/SaveMenu';
import { Fact } from '../ui/Fact';
import { TableHead } from '../ui/TableHead';
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
        <dl class="facts" data-testid="conventions">
          {Object.entries(result.conventions).map(([name, convention]) => (
            <Fact key={name} term={label(name)}>
              {conventionText(convention)}
            </Fact>
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

/** Its image and its numbers. */
function filesOf(id: string, { kind, name }: Figure): SavedFile[] {
  const file = (label: string, extension: string) => ({
    label,
    name: `${name}.${extension}`,
    content: analysisFile(id, `${name}.${extension}`),
  });
  const numbers = kind === 'gallery' ? file('npy', 'npy') : file('CSV', 'csv');
  return kind === 'table' ? [numbers] : [file('SVG', 'svg'), numbers];
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
        <TableHead columns={columns.map((column, i) => (numeric[i] ? { number: column } : column))} />
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
