import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { deleteStudy, extendStudy, pauseStudy, resumeStudy, stopStudy } from '../api/client';
import { useAttempt } from '../api/useAttempt';
import type { Study } from '../api/types';
import { canDelete, canExtend, canResume, canStop, hasEnded, isInactive, isRunning } from '../format/words';
import { analyseHash, copyHash } from '../route/route';
import { announce } from '../ui/announcer';
import { Alert } from '../ui/Alert';
import { Dialog } from '../ui/Dialog';
import { Menu } from '../ui/Menu';
import './actions.css';
import { parseNumber } from '../form/typed';
import { TextField } from '../form/TextField';
import { whole } from '../format/number';

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
      data-needs="write"
      title={title}
      disabled={busy || off}
      onClick={onAct}
    >
      {children}
    </button>
  );
}

/** The actions that the state of a study allows. */
export function Actions({ study, onStudy }: Props) {
  const { busy, error, attempt: run } = useAttempt();
  const [dialog, setDialog] = useState<'delete' | 'fresh' | 'extend' | null>(null);
  const [pausing, setPausing] = useState(false);
  const attempt = (action: () => Promise<void>) => {
    setDialog(null);
    return run(action);
  };
  const { id, name, state } = study;
  useEffect(() => {
    if (isInactive(state)) setPausing(false);
  }, [state]);
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
  const remove = () =>
    attempt(async () => {
      await deleteStudy(id);
      announce(`Study ${name} was deleted`);
      location.hash = '#/';
    });
  return (
    <div class="actions">
      <div class="buttons" role="group" aria-label="Actions of this study">
        {hasEnded(state) && (
          <a
            class="button"
            data-testid="analyse"
            data-needs="write"
            href={analyseHash({ study: id })}
            title="Starts an analysis of the maps or the observer of this study"
          >
            Analyse…
          </a>
        )}
        <a class="button" data-testid="copy" data-needs="write" href={copyHash(id)}>
          Edit a copy
        </a>
        {canExtend(study) && (
          <Act
            id="extend"
            title="Raises the maximum number of trials and resumes"
            busy={busy}
            onAct={() => setDialog('extend')}
          >
            Extend…
          </Act>
        )}
        {canResume(study) && (
          <Act id="resume" title="Resumes from the last checkpoint" busy={busy} onAct={() => void resume()}>
            Resume
          </Act>
        )}
        {(isRunning(state) || state === 'submitted' || state === 'queued') && (
          <Act
            id="pause"
            title={
              state === 'queued'
                ? 'Removes the study from the queue until it is resumed'
                : 'Pauses the study until it is resumed'
            }
            busy={busy}
            off={pausing}
            onAct={() => void pause()}
          >
            {pausing ? 'Pausing…' : 'Pause'}
          </Act>
        )}
        <Menu text="More" label="More actions" testId="more">
          {(close) => (
            <>
              {state === 'failed' && (
                <li onClick={close}>
                  <Act id="fresh" busy={busy} onAct={() => setDialog('fresh')}>
                    Restart…
                  </Act>
                </li>
              )}
              {!hasEnded(state) && (
                <li onClick={close}>
                  <Act
                    id="stop"
                    title="Ends the study now with its results so far"
                    busy={busy}
                    off={!canStop(study)}
                    onAct={() => void stop()}
                  >
                    End with these results
                  </Act>
                </li>
              )}
              {canDelete(state) && (
                <li onClick={close}>
                  <Act id="delete" danger busy={busy} onAct={() => setDialog('delete')}>
                    Delete…
                  </Act>
                </li>
              )}
            </>
          )}
        </Menu>
      </div>
      <Alert error={error} />
      {dialog === 'delete' && (
        <Dialog
          danger
          title="Delete this study?"
          text={`“${name}” and all its results, maps and history are removed from the server. This cannot be undone.`}
          action="Delete study and results"
          onSubmit={() => void remove()}
          onCancel={() => setDialog(null)}
        />
      )}
      {dialog === 'fresh' && (
        <Dialog
          danger
          title="Restart this study?"
          text={`“${name}” restarts from its first trial; its results so far are lost.`}
          action="Restart"
          onSubmit={() => void resume(true)}
          onCancel={() => setDialog(null)}
        />
      )}
      {dialog === 'extend' && (
        <ExtendDialog
          allowed={study.maxTrials ?? study.trials}
          onExtend={(maxTrials) => void extend(maxTrials)}
          onCancel={() => setDialog(null)}
        />
      )}
    </div>
  );
}

interface ExtendDialogProps {
  /** The current maximum number of trials. */
  allowed: number;
  onExtend: (maxTrials: number) => void;
  onCancel: () => void;
}

/** The dialog for a larger maximum number of trials. */
function ExtendDialog({ allowed, onExtend, onCancel }: ExtendDialogProps) {
  const [text, setText] = useState(String(2 * allowed));
  const [isInvalid, setInvalid] = useState(false);
  const submit = () => {
    const maxTrials = parseNumber(text);
    if (typeof maxTrials === 'number' && Number.isInteger(maxTrials) && maxTrials > allowed) {
      onExtend(maxTrials);
    } else {
      setInvalid(true);
    }
  };
  return (
    <Dialog title="Extend this study" action="Extend" onSubmit={submit} onCancel={onCancel}>
      <TextField
        id="max-trials"
        label="Maximum trials"
        value={text}
        hint={`Now ${whole(allowed)}`}
        error={isInvalid ? `must be a whole number above ${whole(allowed)}` : undefined}
        numeric
        onChange={(value) => {
          setText(value);
          setInvalid(false);
        }}
      />
    </Dialog>
  );
}
