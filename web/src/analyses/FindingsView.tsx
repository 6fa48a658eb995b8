import { analysisFile } from '../api/client';
import type { Figure, Findings } from '../api/types';
import { conventionText } from './cells';
import { FindingsTable } from './FindingsTable';
import { label } from './arguments';

interface Props {
  id: string;
  findings: Findings;
}

/** What an analysis found: sentences, figures, and what they depend on. */
export function FindingsView({ id, findings }: Props) {
  const [headline, ...rest] = findings.statements;
  return (
    <>
      <section class="card statements" aria-label="What was found">
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
      {findings.figures.map((figure) => (
        <FigureCard key={figure.name} id={id} figure={figure} />
      ))}
      <section class="card" aria-labelledby="conventions-title">
        <h2 id="conventions-title">Conventions</h2>
        <dl class="conventions" data-testid="conventions">
          {Object.entries(findings.conventions).map(([name, convention]) => (
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
        <FindingsTable title={title} columns={figure.columns} rows={figure.rows} />
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
