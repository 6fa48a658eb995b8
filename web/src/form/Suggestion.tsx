import { useState } from 'preact/hooks';
import { recommend } from '../api/client';
import { errorText } from '../api/problem';
import type { Recommendation, StudyKey } from '../api/types';
import { duration } from '../format/duration';
import { mebibytes, whole } from '../format/number';
import { announce } from '../ui/announcer';
import { observerOf, suggestionRequest, type Draft } from './draft';

interface Props {
  draft: Draft;
  keys: StudyKey[];
  /** @param observer key of the measured observer */
  onSuggestion: (observer: string, recommendation: Recommendation) => void;
}

/** Requests suggested settings for the observer, and shows the reasons. */
export function Suggestion({ draft, keys, onSuggestion }: Props) {
  const [result, setResult] = useState<{ observer: string; recommendation: Recommendation } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const observer = observerOf(draft);
  const suggestion = result !== null && result.observer === observer ? result.recommendation : null;

  const suggest = async () => {
    setBusy(true);
    setError(null);
    setResult(null);
    try {
      const recommendation = await recommend(suggestionRequest(draft, keys));
      setResult({ observer, recommendation });
      onSuggestion(observer, recommendation);
      announce('Suggested settings are filled in');
    } catch (error) {
      setError(errorText(error));
    }
    setBusy(false);
  };

  return (
    <div class="suggestion">
      <button
        type="button"
        data-testid="suggest"
        disabled={busy || observer === ''}
        onClick={() => void suggest()}
      >
        {busy ? 'Measuring for some seconds…' : 'Suggest settings'}
      </button>
      {error !== null && (
        <p class="error" role="alert" data-testid="suggestion-error">
          {error}
        </p>
      )}
      {suggestion !== null && (
        <ul data-testid="suggestion">
          {[...suggestion.reasons, ...suggestion.warnings].map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>{expectedCost(suggestion)}</li>
          <li>{expectedMemory(suggestion)}</li>
        </ul>
      )}
    </div>
  );
}

/** The memory and disk space of the suggested study. */
function expectedMemory({ candidates, chosen }: Recommendation): string {
  const pilot = candidates[chosen]?.pilot;
  return `memory: ${mebibytes(pilot?.sumBytes)} for the sums of all maps, and ${mebibytes(pilot?.weightBytes)} for networks on each lane; files: at most ${mebibytes(pilot?.diskBytes)}`;
}

/** The expected cost of the suggested study. */
function expectedCost({ candidates, chosen, reliability }: Recommendation): string {
  const worst = candidates[chosen]?.pilot?.worst;
  if (worst === undefined || worst.trials === null || worst.seconds === null)
    return `expected cost to reliability ${reliability} is unknown: the pilot was too short`;
  return `expected cost to reliability ${reliability} of all maps: ${whole(Math.round(worst.trials))} trials, ${duration(worst.seconds)} (slowest map: ${worst.channel})`;
}
