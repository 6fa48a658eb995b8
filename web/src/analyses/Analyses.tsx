import { useState } from 'preact/hooks';
import { listAnalyses } from '../api/client';
import type { Analysis } from '../api/types';
import { when } from '../format/time';
import { analyseHash, analysisHash } from '../route/route';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { ProgressBar } from '../ui/ProgressBar';
import { StateBadge } from '../ui/StateBadge';
import { TableHead } from '../ui/TableHead';
import './analyses.css';
import { label } from './arguments';
import { progressText } from './progress';
import { usePolled } from '../api/usePolled';

const PAGE_SIZE = 50;
const MAX_LIMIT = 500;
const REFRESH_MILLIS = 2000;

/** The list of analyses. */
export function Analyses() {
  const [limit, setLimit] = useState(PAGE_SIZE);
  const { data, error } = usePolled(String(limit), () => listAnalyses(limit), REFRESH_MILLIS);
  return (
    <section class="page">
      <div class="page-head">
        <h1>Analyses</h1>
        <a href={analyseHash()} data-testid="new-analysis" data-needs="write">
          New analysis
        </a>
      </div>
      <p class="muted intro">
        Analyses of an observer, its maps, or its responses to images. They run one at a time, in parallel
        with studies.
      </p>
      <Loading error={error} loaded={data !== null} />
      {data?.analyses.length === 0 && (
        <Notice tone="info" title="No analyses">
          <a href={analyseHash()} data-needs="write">
            Start the first analysis
          </a>{' '}
          In a shell: <code>revcor analyse</code>
        </Notice>
      )}
      {data !== null && data.analyses.length > 0 && <AnalysisTable analyses={data.analyses} />}
      {data !== null && data.next !== null && limit < MAX_LIMIT && (
        <p>
          <button type="button" data-testid="more" onClick={() => setLimit(limit + PAGE_SIZE)}>
            More analyses
          </button>
        </p>
      )}
    </section>
  );
}

function AnalysisTable({ analyses }: { analyses: Analysis[] }) {
  return (
    <div class="card list-table">
      <table>
        <caption class="unseen">Analyses, newest first</caption>
        <TableHead columns={['Analysis', 'State', 'Result', 'Created']} />
        <tbody>
          {analyses.map((analysis) => (
            <Row key={analysis.id} analysis={analysis} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ analysis }: { analysis: Analysis }) {
  return (
    <tr data-testid="analysis-row" data-analysis={analysis.id} data-state={analysis.state}>
      <th scope="row" class="name">
        <a href={analysisHash(analysis.id)}>{label(analysis.analysis)}</a>
        <small>{Object.values(analysis.arguments).join(', ')}</small>
      </th>
      <td>
        <StateBadge state={analysis.state} />
      </td>
      <td class="result">
        {analysis.headline ?? progressText(analysis)}
        {analysis.state === 'running' && (
          <ProgressBar
            value={analysis.shown}
            max={analysis.expected}
            label={`Stimuli of ${analysis.analysis}`}
          />
        )}
      </td>
      <td class="muted created">{when(analysis.created)}</td>
    </tr>
  );
}
