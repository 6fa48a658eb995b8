import type { AnalysisState, StudyState } from '../api/types';
import { stateText } from '../format/words';
import './state-badge.css';

/** The state of a study or an analysis, as text and as a coloured dot. */
export function StateBadge({ state, testId }: { state: StudyState | AnalysisState; testId?: string }) {
  return (
    <span class={`state-badge ${state}`}>
      <span class="dot" aria-hidden="true" />
      <span data-testid={testId}>{stateText(state)}</span>
    </span>
  );
}
