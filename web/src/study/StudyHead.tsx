import type { Study } from '../api/types';
import { whole } from '../format/number';
import { stimulusText } from '../format/stimulus';
import { when } from '../format/time';
import { isInactive } from '../format/words';
import type { StudyView } from '../store/study';
import { StateBadge } from '../ui/StateBadge';
import { Actions } from './Actions';
import { ConnectionState } from './ConnectionState';
import './study-head.css';

interface Props {
  view: StudyView;
  onStudy: (study: Study) => void;
}

/** Name, state, specification and actions of a study. */
export function StudyHead({ view, onStudy }: Props) {
  const study = view.study!;
  return (
    <div class="study-head">
      <div class="title">
        <h1>{study.name || study.id}</h1>
        <StateBadge state={study.state} position={study.queuePosition} testId="state" />
        <ConnectionState connection={view.connection} ended={isInactive(study.state)} />
      </div>
      <Actions study={study} onStudy={onStudy} />
      <dl>
        <Fact term="Observer">{study.observer.name}</Fact>
        <Fact term="Stimulus">{stimulusText(study.specification.study.stimulus)}</Fact>
        <Fact term="Readout">{study.readout}</Fact>
        <Fact term="Estimator">{study.estimator}</Fact>
        <Fact term="Map">{estimandText(study)}</Fact>
        <Fact term="Seed">{String(study.seed)}</Fact>
        <Fact term="Created">{when(study.created)}</Fact>
        {study.owner && <Fact term="Owner">{study.owner}</Fact>}
        <Fact term="Last checkpoint" testId="checkpoint">
          {study.checkpoint ? `at trial ${whole(study.checkpoint.trials)}` : '–'}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ term, children, testId }: { term: string; children: string; testId?: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}

/** The estimand of the maps. */
function estimandText({ conventions: { estimand } }: Study): string {
  return typeof estimand === 'string' ? estimand.replaceAll('-', ' ') : '–';
}
