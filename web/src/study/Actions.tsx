import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import {
  cloneStudy,
  deleteStudy,
  extendStudy,
  pauseStudy,
  resumeStudy,
  stopStudy,
  studyPath,
} from '../api/client';
import { sentence } from '../api/problem';
import type { Study, StudyState } from '../api/types';
import { canExtend, canResume, hasEnded, rests } from '../format/words';
import { analyseHash, studyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { CloneDialog } from './CloneDialog';
import { ExtendDialog } from './ExtendDialog';
import './actions.css';

interface Props {
  study: Study;
  onStudy: (study: Study) => void;
}

interface ActProps {
  id: string;
  title?: string;
  danger?: boolean;
  busy: boolean;
  off?: boolean;
  onAct: () => void;
  children: ComponentChildren;
}

function Act({ id, title, danger, busy, off, onAct, children }: ActProps) {
  return (
    <button
      type="button"
      class={danger ? 'danger' : undefined}
      data-testid={id}
      title={title}
      disabled={busy || off}
      onClick={onAct}
    >
      {children}
    </button>
  );
}

/** What can be done with a study, as its state allows. */
export function Actions({ study, onStudy }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<'delete' | 'fresh' | 'extend' | 'clone' | null>(null);
  const [pausing, setPausing] = useState(false);
  const attempt = async (action: () => Promise<void>) => {
    setAsking(null);
    setBusy(true);
    setTrouble(null);
    try {
      await action();
    } catch (error) {
      setTrouble(sentence(error));
    }
    setBusy(false);
  };
  const { id, name, state } = study;
  const pause = () =>
    attempt(async () => {
      onStudy(await pauseStudy(id));
      setPausing(true);
    });
  const resume = (fresh = false) =>
    attempt(async () => {
      setPausing(false);
      onStudy(await resumeStudy(id, fresh));
    });
  const extend = (maxTrials: number) => attempt(async () => onStudy(await extendStudy(id, maxTrials)));
  const stop = () => attempt(async () => onStudy(await stopStudy(id)));
  const clone = (seed: number | bigint, called: string) =>
    attempt(async () => {
      const other = await cloneStudy(id, seed, called);
      announce(`A study like ${name} was started`);
      location.hash = studyHash(other.id);
    });
  const remove = () =>
    attempt(async () => {
      await deleteStudy(id);
      announce(`Study ${name} was deleted`);
      location.hash = '#/';
    });
  return (
    <div class="actions">
      <div class="buttons" role="group" aria-label="What can be done with this study">
        {rests(state) && (
          <Act id="delete" danger busy={busy} onAct={() => setAsking('delete')}>
            Delete…
          </Act>
        )}
        {rests(state) && (
          <a
            class="button"
            data-testid="export"
            href={studyPath(id, '/export')}
            download={`${id}.zip`}
            title="An archive with all that it takes to look at this study, or to go on with it, elsewhere"
          >
            Export
          </a>
        )}
        {hasEnded(state) && (
          <a
            class="button"
            data-testid="analyse"
            href={analyseHash({ study: id })}
            title="Asks a question about the maps of this study, or its observer"
          >
            Analyse…
          </a>
        )}
        <Act
          id="clone"
          title="Starts a study of the same specification, with another seed"
          busy={busy}
          onAct={() => setAsking('clone')}
        >
          Clone…
        </Act>
        {canExtend(study) && (
          <Act
            id="extend"
            title="Goes on to more trials, as if it had been given as many"
            busy={busy}
            onAct={() => setAsking('extend')}
          >
            Extend…
          </Act>
        )}
        {state === 'failed' && (
          <Act id="fresh" busy={busy} onAct={() => setAsking('fresh')}>
            Begin anew…
          </Act>
        )}
        {canResume(study) && (
          <Act id="resume" title="Goes on where it was" busy={busy} onAct={() => void resume()}>
            Resume
          </Act>
        )}
        {(state === 'running' || state === 'submitted') && (
          <Act
            id="pause"
            title="Shows no more trials until it is resumed"
            busy={busy}
            off={pausing}
            onAct={() => void pause()}
          >
            {pausing ? 'Pausing…' : 'Pause'}
          </Act>
        )}
        <Act
          id="stop"
          title="Ends the study now and keeps its results"
          busy={busy}
          off={!canStop(state)}
          onAct={() => void stop()}
        >
          {state === 'stopping' ? 'Stopping…' : 'Stop and keep results'}
        </Act>
      </div>
      {trouble !== null && (
        <p role="alert" class="bad">
          {trouble}
        </p>
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title="Delete this study?"
          text={`“${name}” and all its results, maps and history are removed from the server. This cannot be undone.`}
          action="Delete study and results"
          onConfirm={() => void remove()}
          onCancel={() => setAsking(null)}
        />
      )}
      {asking === 'fresh' && (
        <ConfirmDialog
          title="Begin this study anew?"
          text={`“${name}” begins at its first trial again; what it has by now is lost.`}
          action="Begin anew"
          onConfirm={() => void resume(true)}
          onCancel={() => setAsking(null)}
        />
      )}
      {asking === 'extend' && (
        <ExtendDialog
          allowed={study.maxTrials ?? study.trials}
          onExtend={(maxTrials) => void extend(maxTrials)}
          onCancel={() => setAsking(null)}
        />
      )}
      {asking === 'clone' && (
        <CloneDialog
          name={name}
          onClone={(seed, called) => void clone(seed, called)}
          onCancel={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function canStop(state: StudyState): boolean {
  return state === 'running' || state === 'paused' || state === 'submitted';
}
