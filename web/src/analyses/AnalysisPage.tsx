import { useEffect } from 'preact/hooks';
import { deleteAnalysis, getAnalysis, stopAnalysis } from '../api/client';
import type { WholeAnalysis } from '../api/types';
import { duration } from '../format/duration';
import { when } from '../format/time';
import { analyseHash, studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Alert } from '../ui/Alert';
import { DeleteButton } from '../ui/DeleteButton';
import { Fact } from '../ui/Fact';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { ProgressBar } from '../ui/ProgressBar';
import { StateBadge } from '../ui/StateBadge';
import './analyses.css';
import { isId, label } from './arguments';
import { ResultView } from './ResultView';
import { hasEnded, progressText } from './progress';
import { useAttempt } from '../api/useAttempt';
import { usePolled } from '../api/usePolled';

const REFRESH_MILLIS = 500;

/** The page of one analysis: its progress, then its result. */
export function AnalysisPage({ id }: { id: string }) {
  const polled = usePolled(id, () => getAnalysis(id), REFRESH_MILLIS, hasEnded);
  const { data: analysis, error, notFound, accept } = polled;
  const state = analysis?.state;
  useEffect(() => {
    if (analysis) {
      document.title = `${label(analysis.analysis)} · Revcor`;
      announce(analysis.headline ?? `The analysis is ${analysis.state}`);
    }
  }, [state]);
  if (notFound) {
    return (
      <section class="page" data-testid="gone">
        <h1>Analysis not found</h1>
        <p>
          {error}. <a href="#/analyses">All analyses</a>
        </p>
      </section>
    );
  }
  return (
    <article class="page analysis">
      <Loading error={error} loaded={analysis !== null} />
      {analysis !== null && (
        <>
          <Head analysis={analysis} onAnalysis={accept} />
          <Status analysis={analysis} />
          {analysis.findings && <ResultView id={id} result={analysis.findings} />}
        </>
      )}
    </article>
  );
}

interface HeadProps {
  analysis: WholeAnalysis;
  onAnalysis: (now: WholeAnalysis) => void;
}

function Head({ analysis, onAnalysis }: HeadProps) {
  const { error, attempt } = useAttempt();
  const { id } = analysis;
  const stop = () =>
    attempt(async () => {
      await stopAnalysis(id);
      onAnalysis(await getAnalysis(id));
    });
  return (
    <div class="analysis-head">
      <div class="page-head">
        <div class="title">
          <h1>{analysis.findings?.title ?? label(analysis.analysis)}</h1>
          <StateBadge state={analysis.state} testId="state" />
        </div>
        <div class="buttons" role="group" aria-label="Actions of this analysis">
          <a
            class="button"
            href={analyseHash(analysis.arguments, analysis.analysis)}
            data-testid="again"
            data-needs="write"
          >
            Repeat…
          </a>
          {hasEnded(analysis) ? (
            <DeleteButton
              thing="analysis"
              text="Its result, tables and figures are removed from the server. This cannot be undone."
              action="Delete analysis and result"
              next="#/analyses"
              onDelete={() => deleteAnalysis(id)}
            />
          ) : (
            <button type="button" data-testid="stop" data-needs="write" onClick={() => void stop()}>
              Stop
            </button>
          )}
        </div>
      </div>
      <dl class="facts">
        <Fact term="Analysis">{analysis.analysis}</Fact>
        {Object.entries(analysis.arguments).map(([name, value]) => (
          <Fact key={name} term={label(name)}>
            {isId(value) ? <a href={studyHash(value)}>{value}</a> : value}
          </Fact>
        ))}
        <Fact term="Created">{when(analysis.created)}</Fact>
        {hasEnded(analysis) && analysis.seconds > 0 && (
          <Fact term="Duration">{duration(analysis.seconds)}</Fact>
        )}
      </dl>
      <Alert error={error} />
    </div>
  );
}

/** The status of an analysis without a result. */
function Status({ analysis }: { analysis: WholeAnalysis }) {
  if (analysis.state === 'finished') return null;
  if (hasEnded(analysis)) {
    return (
      <Notice
        tone={analysis.state === 'failed' ? 'error' : 'info'}
        title={analysis.state === 'failed' ? 'The analysis failed' : 'The analysis was stopped'}
        testId="end"
      >
        {analysis.problem}
      </Notice>
    );
  }
  return (
    <div class="card" data-testid="progress">
      <p>{progressText(analysis)}</p>
      <ProgressBar value={analysis.shown} max={analysis.expected} label="Stimuli shown" />
    </div>
  );
}
