import { useEffect, useState } from 'preact/hooks';
import { recommend } from '../api/client';
import { errorText } from '../api/problem';
import type { Recommendation, StudyKey } from '../api/types';
import { approximately } from '../format/eta';
import { mebibytes, whole } from '../format/number';
import { sentence } from '../format/words';
import { announce } from '../ui/announcer';
import { observerOf, suggestionRequest, type Draft } from './draft';

interface Suggested {
  busy: boolean;
  error: string | null;
  /** The suggestion for the observer of the draft; null before it is measured. */
  recommendation: Recommendation | null;
  suggest: () => Promise<void>;
}

/**
 * Measures the observer of a draft, one at a time.
 *
 * @param isAuto whether each new observer is measured without a request
 * @param onSuggestion called with the draft that was measured
 */
export function useSuggestion(
  draft: Draft,
  keys: StudyKey[],
  isAuto: boolean,
  onSuggestion: (measured: Draft, recommendation: Recommendation) => void,
): Suggested {
  const observer = observerOf(draft);
  const [result, setResult] = useState<{ observer: string; of: Recommendation | string } | null>(null);
  const [busy, setBusy] = useState(false);
  const suggest = async () => {
    setBusy(true);
    try {
      const recommendation = await recommend(suggestionRequest(draft, keys));
      setResult({ observer, of: recommendation });
      onSuggestion(draft, recommendation);
      announce('Suggested settings are filled in');
    } catch (error) {
      setResult({ observer, of: errorText(error) });
    }
    setBusy(false);
  };
  const isDue = isAuto && !busy && result?.observer !== observer;
  useEffect(() => void (isDue && suggest()), [isDue]);
  const current = result?.observer === observer ? result.of : null;
  return {
    busy: busy || isDue,
    error: typeof current === 'string' ? current : null,
    recommendation: typeof current === 'string' ? null : current,
    suggest,
  };
}

/** Reasons and expected cost of a suggestion. */
export function Reasons({ recommendation }: { recommendation: Recommendation }) {
  const { candidates, chosen, reasons, warnings } = recommendation;
  const pilot = candidates[chosen]?.pilot;
  const size = `It needs ${mebibytes(pilot?.sumBytes)} of memory and at most ${mebibytes(pilot?.diskBytes)} on disk.`;
  const lines = [expectedTime(recommendation), ...reasons, ...warnings, size].map(sentence);
  return (
    <ul data-testid="suggestion">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** The expected time and trials of the suggested study. */
function expectedTime({ candidates, chosen, reliability }: Recommendation): string {
  const worst = candidates[chosen]?.pilot?.worst;
  if (!worst || worst.trials === null || worst.seconds === null)
    return `Time to reliability ${reliability} is unknown, since the pilot was too short.`;
  return `All maps reach reliability ${reliability} in ${approximately(worst.seconds)}, ${whole(Math.round(worst.trials))} trials.`;
}
