import { useState } from 'preact/hooks';
import { recommend } from '../api/client';
import { sentence } from '../api/problem';
import type { Recommendation } from '../api/types';
import { duration } from '../format/duration';
import { whole } from '../format/number';
import { announce } from '../ui/announcer';
import { question, type Draft } from './draft';

interface Props {
  draft: Draft;
  /** @param observer the key of the one that was tried */
  onProposed: (observer: string, proposal: Recommendation) => void;
}

/** Has the server try the observer, and tells what it proposes and why. */
export function Proposal({ draft, onProposed }: Props) {
  const [told, setTold] = useState<{ observer: string; proposal: Recommendation } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const proposal = told !== null && told.observer === draft.observer ? told.proposal : null;

  const propose = async () => {
    setBusy(true);
    setTrouble(null);
    setTold(null);
    try {
      const answer = await recommend(question(draft));
      setTold({ observer: draft.observer, proposal: answer });
      onProposed(draft.observer, answer);
      announce('Stimuli, readout and estimator were filled in as proposed');
    } catch (error) {
      setTrouble(sentence(error));
    }
    setBusy(false);
  };

  return (
    <div class="proposal">
      <button
        type="button"
        data-testid="propose"
        disabled={busy || draft.observer === ''}
        onClick={() => void propose()}
      >
        {busy ? 'Trying, some seconds…' : 'Propose what suits it'}
      </button>
      {trouble !== null && (
        <p class="error" role="alert" data-testid="proposal-error">
          {trouble}
        </p>
      )}
      {proposal !== null && (
        <ul data-testid="proposal">
          {[...proposal.reasons, ...proposal.warnings].map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>{expected(proposal)}</li>
        </ul>
      )}
    </div>
  );
}

/** "The worst map, 5, should be reliable to 0.95 in 0.9 s, at 4,415 trials". */
function expected({ candidates, chosen, reliability }: Recommendation): string {
  const worst = candidates[chosen]?.pilot?.worst;
  if (worst === undefined || worst.trials === null || worst.seconds === null)
    return `when the maps are reliable to ${reliability} the pilot was too short to tell`;
  return `the last map, ${worst.channel}, should be reliable to ${reliability} after ${whole(Math.round(worst.trials))} trials, in ${duration(worst.seconds)}`;
}
