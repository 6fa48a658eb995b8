import type { Study } from '../api/types';
import { whole } from '../format/number';
import { stimulusText } from '../format/stimulus';
import { isInactive } from '../format/words';
import type { StudyView } from '../store/study';
import { StateBadge } from '../ui/StateBadge';
import { Fact } from '../ui/Fact';
import { Actions } from './Actions';
import './study-head.css';
import type { Connection } from '../live/feed';
import './connection-state.css';

const words: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  closed: 'not connected',
};

/** The state of the live connection. The announcer reports changes. */
function ConnectionState({ connection, ended }: { connection: Connection; ended: boolean }) {
  return (
    <span class={`connection ${connection}`} data-testid="connection" data-connection={connection}>
      <svg width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="2.4" fill="currentColor" />
        <path
          d="M4.5 11.5a5 5 0 0 1 0-7M11.5 4.5a5 5 0 0 1 0 7"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-linecap="round"
        />
      </svg>
      {ended && connection === 'live' ? 'connected' : words[connection]}
    </span>
  );
}

interface Props {
  view: StudyView;
  onStudy: (study: Study) => void;
}

/** Name, state, specification and actions of a study. */
export function StudyHead({ view, onStudy }: Props) {
  const study = view.study!;
  const reached = study.channels.filter(({ standing }) => standing === 'reached').length;
  return (
    <div class="study-head">
      <div class="title">
        <h1>{study.name || study.id}</h1>
        <StateBadge
          state={study.state}
          position={study.queuePosition}
          testId="state"
          found={
            study.state === 'finished' && study.stop.reliability !== null
              ? `${whole(reached)} of ${whole(study.channels.length)} reliable`
              : ''
          }
        />
        <ConnectionState connection={view.connection} ended={isInactive(study.state)} />
      </div>
      <Actions study={study} onStudy={onStudy} />
      <dl class="facts">
        <Fact term="Observer">{study.observer.name}</Fact>
        <Fact term="Stimulus">{stimulusText(study.specification.study.stimulus)}</Fact>
        <Fact term="Readout">{study.readout}</Fact>
        <Fact term="Estimator">{study.estimator}</Fact>
      </dl>
    </div>
  );
}
