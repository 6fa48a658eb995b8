import { analysisFile } from '../api/client';
import type { AnalysisResult, Figure } from '../api/types';
import { conventionText } from './cells';
import { ResultTable } from './ResultTable';
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
      <h2 id={`figure-${name}`}>{title}</h2>
      {figure.kind === 'table' ? (
        <ResultTable title={title} columns={figure.columns} rows={figure.rows} />
      ) : (
        <div class="drawing">
          <img src={analysisFile(id, `${name}.svg`)} alt={title} />
        </div>
      )}
      <p class="links">
        {kind !== 'table' && (
          <a href={analysisFile(id, `${name}.svg`)} download>
            {name}.svg
          </a>
        )}
        {kind !== 'gallery' && (
          <a href={analysisFile(id, `${name}.csv`)} download>
            {name}.csv
          </a>
        )}
      </p>
    </section>
  );
}
