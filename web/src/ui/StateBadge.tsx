import type { AnalysisState, StudyState } from '../api/types';
import { stateWords } from '../format/words';
import './state-badge.css';

/** The state of a study or an analysis: a word, with a dot whose colour only repeats it. */
export function StateBadge({ state, testId }: { state: StudyState | AnalysisState; testId?: string }) {
  return (
    <span class={`state-badge ${state}`}>
      <span class="dot" aria-hidden="true" />
      <span data-testid={testId}>{stateWords(state)}</span>
    </span>
  );
}
