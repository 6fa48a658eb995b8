import type { StudyState } from '../api/types';
import { stateWords } from '../format/words';
import './state-badge.css';

/** A study's state: a word, with a dot whose colour only repeats it. */
export function StateBadge({ state, testId }: { state: StudyState; testId?: string }) {
  return (
    <span class={`state-badge ${state}`}>
      <span class="dot" aria-hidden="true" />
      <span data-testid={testId}>{stateWords(state)}</span>
    </span>
  );
}
