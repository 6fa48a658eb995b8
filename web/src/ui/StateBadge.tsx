import type { AnalysisState, StudyState, WorkerState } from '../api/types';
import './state-badge.css';

interface Props {
  state: StudyState | AnalysisState | WorkerState;
  /** Position of a queued study. */
  position?: number | undefined;
  testId?: string;
  /** What an ended study has found. */
  found?: string;
}

/** The state of a study, an analysis or a worker, as text and as a coloured dot. */
export function StateBadge({ state, position, testId, found }: Props) {
  return (
    <span class={`state-badge ${state}`}>
      <span class="dot" aria-hidden="true" />
      <span data-testid={testId}>{position ? `${state}, ${position}` : state}</span>
      {found && <span>· {found}</span>}
    </span>
  );
}
