import { useEffect, useState } from 'preact/hooks';
import { ReliabilityChart } from '../chart/ReliabilityChart';
import { studyPath } from '../api/client';
import { whole } from '../format/number';
import { endText, hasEnded, waitingText, waitsForObserver } from '../format/words';
import { useStore } from '../store/store';
import type { StudyView } from '../store/study';
import { announce } from '../ui/announcer';
import { Notice } from '../ui/Notice';
import { Verdict } from '../ui/Verdict';
import { Covariance } from './Covariance';
import { Figures } from './Figures';
import { Labels } from './Labels';
import { MapsPanel } from './MapsPanel';
import { Share } from './Share';
import { StudyHead } from './StudyHead';
import { Regression } from './Regression';
import type { StudySession } from './session';
import './study-page.css';
import { useSession } from './useSession';
import { useValidation } from './validation';
import type { Study } from '../api/types';
import { SaveMenu } from '../save/SaveMenu';

/** The page of one study, updated live. */
export function StudyPage({ id }: { id: string }) {
  const session = useSession(id);
  const view = useStore(session.store);
  useAnnouncements(view);
  if (view.notFound) return <NotFound id={id} />;
  if (view.study === null) return <Waiting view={view} />;
  return <Loaded session={session} view={view} />;
}

function Loaded({ session, view }: { session: StudySession; view: StudyView }) {
  const study = view.study!;
  const rows = useStore(session.history);
  const validation = useValidation(study);
  const progress = progressPercent(view);
  const names = view.channels.map((channel) => channel.name);
  useEffect(() => {
    document.title = `${progress}${study.name} · Revcor`;
  }, [study.name, progress]);
  return (
    <article class="page study">
      <StudyHead view={view} onStudy={(changed) => session.accept(changed)} />
      <Labels study={study} onStudy={(changed) => session.accept(changed)} />
      {view.error !== null && <Notice tone="error">{view.error}</Notice>}
      <Verdict study={study} />
      <Outcome view={view} />
      <Figures view={view} />
      <MapsPanel session={session} view={view} rows={rows} areas={validation?.areas ?? null}>
        {(selected) => (
          <ReliabilityChart
            rows={rows}
            names={names}
            selected={selected}
            target={study.stop.reliability}
            study={study.name}
            csv={studyPath(study.id, '/history?format=csv')}
          />
        )}
      </MapsPanel>
      <ClassificationImages study={study} />
      <Regression study={study} validation={validation} />
      <Covariance study={study} />
      <Share study={study} />
    </article>
  );
}

/** Trials in percent of the maximum, for the title of a study that runs. */
function progressPercent({ study, trials }: StudyView): string {
  return study?.maxTrials && !hasEnded(study.state)
    ? `${Math.floor((100 * trials) / study.maxTrials)} % `
    : '';
}

function Outcome({ view }: { view: StudyView }) {
  const study = view.study!;
  const end = endText(study);
  const waiting = waitingText(study);
  return (
    <>
      {waiting !== null && (
        <Notice tone={study.state === 'queued' ? 'info' : 'warning'} testId="waiting">
          {waiting} {study.state === 'waiting' && !waitsForObserver(study) && <a href="#/workers">Workers</a>}
        </Notice>
      )}
      {end !== null && (
        <Notice tone={study.state === 'failed' ? 'error' : 'info'} testId="end">
          {end}
        </Notice>
      )}
      {study.storageProblem && (
        <Notice tone="warning" testId="storage" role="alert">
          The study continues in memory because it cannot be written: {study.storageProblem}
        </Notice>
      )}
      {study.warnings.length > 0 && (
        <Notice tone="warning" testId="warnings">
          <ul>
            {study.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

function NotFound({ id }: { id: string }) {
  return (
    <section class="page" data-testid="gone">
      <h1>Study not found</h1>
      <p>
        Study {id} does not exist on this server. It was deleted, or the server uses another data folder.{' '}
        <a href="#/">All studies</a>
      </p>
    </section>
  );
}

function Waiting({ view }: { view: StudyView }) {
  return (
    <section class="page">
      <h1>Study</h1>
      {view.error === null ? <p class="muted">Loading…</p> : <Notice tone="error">{view.error}</Notice>}
    </section>
  );
}

/** Announces changes of the state and of the connection. */
function useAnnouncements(view: StudyView): void {
  const state = view.study?.state;
  useEffect(() => {
    if (view.study && state) {
      announce(
        endText(view.study) ??
          waitingText(view.study) ??
          `The study is ${state}, ${whole(view.study.trials)} trials shown.`,
      );
    }
  }, [state]);
  useEffect(() => {
    if (view.connection === 'reconnecting') announce('Connection lost, reconnecting');
    if (view.connection === 'live' && view.study) announce('Connected');
  }, [view.connection]);
}

/** Classification images (Eq 1 of the paper) of a study with labels by signal, updated at every look. */
function ClassificationImages({ study }: { study: Study }) {
  const readout = study.specification.study.readout as Record<string, unknown> | undefined;
  if (study.readout !== 'label' || readout?.['by-signal'] !== true) return null;
  return <Images study={study} />;
}

function Images({ study: { id, name, looks } }: { study: Study }) {
  const image = studyPath(id, `/classification.png?looks=${looks}`);
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="classification-title">
      <div class="page-head">
        <h2 id="classification-title">Classification images</h2>
        {missing !== image && (
          <SaveMenu
            figure="classification images"
            study={name}
            files={[
              { label: 'PNG', name: 'classification.png', content: image },
              {
                label: 'npy',
                name: 'classification.npy',
                content: studyPath(id, '/classification.npy'),
              },
            ]}
          />
        )}
      </div>
      <p class="muted">
        The noise that turns one signal into another, with the number of trials behind each image.
      </p>
      {missing === image ? (
        <p data-testid="no-classification">
          Not available yet: this needs a look, and two signals that are classes of the observer.
        </p>
      ) : (
        <img
          src={image}
          alt="Classification images of all pairs of signals"
          data-testid="classification"
          onError={() => setMissing(image)}
        />
      )}
    </section>
  );
}
