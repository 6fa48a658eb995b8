import { useState } from 'preact/hooks';
import { listAnalyses } from '../api/client';
import type { Analysis } from '../api/types';
import { when } from '../format/time';
import { analyseHash, analysisHash } from '../route/route';
import { Notice } from '../ui/Notice';
import { ProgressBar } from '../ui/ProgressBar';
import { StateBadge } from '../ui/StateBadge';
import './analyses.css';
import { label } from './arguments';
import { progressText } from './progress';
import { usePolled } from './usePolled';

const PAGE = 50;
const MOST = 500;
const REFRESH_MILLIS = 2000;

/** The list of analyses. */
export function Analyses() {
  const [limit, setLimit] = useState(PAGE);
  const { found, trouble } = usePolled(String(limit), () => listAnalyses(limit), REFRESH_MILLIS);
  return (
    <section class="page">
      <div class="page-head">
        <h1>Analyses</h1>
        <a href={analyseHash()} data-testid="new-analysis">
          New analysis
        </a>
      </div>
      <p class="muted intro">
        Questions about an observer, its maps or its answers to images. One is worked on at a time, beside
        the studies that run.
      </p>
      {trouble !== null && (
        <Notice tone="error" role="alert">
          {trouble} {found !== null && 'What is shown may be old.'}
        </Notice>
      )}
      {found === null && trouble === null && <p class="muted">Loading…</p>}
      {found?.analyses.length === 0 && (
        <Notice tone="info" title="No analysis yet">
          <a href={analyseHash()}>Ask for the first one</a>, or from a shell: <code>revcor analyse</code>
        </Notice>
      )}
      {found !== null && found.analyses.length > 0 && <AnalysisTable analyses={found.analyses} />}
      {found !== null && found.next !== null && limit < MOST && (
        <p>
          <button type="button" data-testid="more" onClick={() => setLimit(limit + PAGE)}>
            More analyses
          </button>
        </p>
      )}
    </section>
  );
}

function AnalysisTable({ analyses }: { analyses: Analysis[] }) {
  return (
    <div class="card analysis-table">
      <table>
        <caption class="unseen">Analyses, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Analysis</th>
            <th scope="col">State</th>
            <th scope="col">What was found</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
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
      <td class="found">
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
