import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { deleteAnalysis, getAnalysis, stopAnalysis } from '../api/client';
import { sentence } from '../api/problem';
import type { Analysis } from '../api/types';
import { duration } from '../format/duration';
import { when } from '../format/time';
import { stateWords } from '../format/words';
import { analyseHash, studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Notice } from '../ui/Notice';
import { ProgressBar } from '../ui/ProgressBar';
import { StateBadge } from '../ui/StateBadge';
import './analyses.css';
import { isId, label } from './arguments';
import { FindingsView } from './FindingsView';
import { hasEnded, progressText } from './progress';
import { usePolled } from './usePolled';

const REFRESH_MILLIS = 500;

/** One analysis: how far it is, then what it found. */
export function AnalysisPage({ id }: { id: string }) {
  const { found, trouble, gone, accept } = usePolled(id, () => getAnalysis(id), REFRESH_MILLIS, hasEnded);
  const state = found?.state;
  useEffect(() => {
    if (found) {
      document.title = `${label(found.analysis)} · Revcor`;
      announce(found.headline ?? `The analysis is ${stateWords(found.state)}`);
    }
  }, [state]);
  if (gone) {
    return (
      <section class="page" data-testid="gone">
        <h1>This analysis is gone</h1>
        <p>
          {trouble}. <a href="#/analyses">All analyses</a>
        </p>
      </section>
    );
  }
  return (
    <article class="page analysis">
      {trouble !== null && (
        <Notice tone="error" role="alert">
          {trouble}
        </Notice>
      )}
      {found === null && trouble === null && <p class="muted">Loading…</p>}
      {found !== null && (
        <>
          <Head analysis={found} onAnalysis={accept} />
          <Standing analysis={found} />
          {found.findings && <FindingsView id={id} findings={found.findings} />}
        </>
      )}
    </article>
  );
}

function Head({ analysis, onAnalysis }: { analysis: Analysis; onAnalysis: (now: Analysis) => void }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const attempt = async (action: () => Promise<void>) => {
    setAsking(false);
    setTrouble(null);
    try {
      await action();
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  const stop = () => attempt(async () => onAnalysis(await stopAnalysis(analysis.id)));
  const remove = () =>
    attempt(async () => {
      await deleteAnalysis(analysis.id);
      announce('The analysis was deleted');
      location.hash = '#/analyses';
    });
  return (
    <div class="analysis-head">
      <div class="page-head">
        <div class="title">
          <h1>{analysis.findings?.title ?? label(analysis.analysis)}</h1>
          <StateBadge state={analysis.state} testId="state" />
        </div>
        <div class="buttons" role="group" aria-label="What can be done with this analysis">
          {hasEnded(analysis) && (
            <button type="button" class="danger" data-testid="delete" onClick={() => setAsking(true)}>
              Delete…
            </button>
          )}
          <a class="button" href={analyseHash(analysis.arguments, analysis.analysis)} data-testid="again">
            Ask again…
          </a>
          {!hasEnded(analysis) && (
            <button type="button" data-testid="stop" onClick={() => void stop()}>
              Stop
            </button>
          )}
        </div>
      </div>
      <dl class="asked">
        <Fact term="Analysis">{analysis.analysis}</Fact>
        {Object.entries(analysis.arguments).map(([name, value]) => (
          <Fact key={name} term={label(name)}>
            {isId(value) ? <a href={studyHash(value)}>{value}</a> : value}
          </Fact>
        ))}
        <Fact term="Created">{when(analysis.created)}</Fact>
        {hasEnded(analysis) && analysis.seconds > 0 && <Fact term="Took">{duration(analysis.seconds)}</Fact>}
      </dl>
      {trouble !== null && (
        <p role="alert" class="bad">
          {trouble}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title="Delete this analysis?"
          text="What it found, tables and drawings are removed from the server. This cannot be undone."
          action="Delete analysis and findings"
          onConfirm={() => void remove()}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What there is to say while there are no findings. */
function Standing({ analysis }: { analysis: Analysis }) {
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
