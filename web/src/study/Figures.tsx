import type { ComponentChildren } from 'preact';
import { duration } from '../format/duration';
import { remainingText } from '../format/eta';
import { defined, NO_VALUE, reliability, short, value, whole } from '../format/number';
import { hasEnded, isInactive } from '../format/words';
import type { StudyView } from '../store/study';
import { ProgressBar } from '../ui/ProgressBar';
import { Word } from '../ui/Word';
import './figures.css';

/** Key figures of the study. */
export function Figures({ view }: { view: StudyView }) {
  const study = view.study!;
  const { reliability: target, precision: width } = study.stop;
  const { maxTrials } = study;
  const since = view.seconds - view.stateSeconds;
  const etaSeconds = defined(study.etaSeconds) ? Math.max(0, study.etaSeconds - since) : null;
  const remaining = remainingText({ ...study, trials: view.trials, etaSeconds });
  const limit = maxTrials ? `of ${whole(maxTrials)}` : 'until stopped';
  return (
    <dl class="card figures">
      <Figure term="Trials" note={[limit, remaining].filter((each) => each !== null).join('; ')}>
        <span data-testid="trials" data-trials={view.trials}>
          {whole(view.trials)}
        </span>
        {!hasEnded(study.state) && <ProgressBar value={view.trials} max={maxTrials} label="Trials shown" />}
      </Figure>
      <Figure
        term="Throughput"
        note={`${isInactive(study.state) ? 'ran' : 'running'} for ${duration(view.seconds)}`}
      >
        <span data-testid="throughput">{short(study.trialsPerSecond)}</span> <small>trials/s</small>
      </Figure>
      <Figure term="Lowest reliability" note={`lower limit${target === null ? '' : `; target ${target}`}`}>
        <span data-testid="lowest-reliability">{reliability(study.lowestReliability)}</span>
      </Figure>
      {width !== null && (
        <Figure term="Widest interval" note={`target ±${value(width)}`}>
          <span data-testid="widest-precision">
            {defined(study.widestPrecision) ? `±${value(study.widestPrecision)}` : NO_VALUE}
          </span>
        </Figure>
      )}
    </dl>
  );
}

function Figure({ term, note, children }: { term: string; note: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>
        <Word>{term}</Word>
      </dt>
      <dd class="number">{children}</dd>
      <dd class="note number">{note}</dd>
    </div>
  );
}
