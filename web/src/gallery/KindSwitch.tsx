import { kinds, type Kind } from './kinds';
import './kind-switch.css';

interface Props {
  kind: Kind;
  onKind: (kind: Kind) => void;
}

/** Chooses what is drawn of each channel. */
export function KindSwitch({ kind, onKind }: Props) {
  return (
    <div class="kind-switch" role="radiogroup" aria-label="What is drawn" data-testid="views">
      {kinds.map((each) => (
        <label key={each.kind} class={each.kind === kind ? 'chosen' : undefined}>
          <input
            type="radio"
            name="view"
            value={each.kind}
            data-testid={`view-${each.kind}`}
            checked={each.kind === kind}
            onChange={() => onKind(each.kind)}
          />
          {each.title}
        </label>
      ))}
    </div>
  );
}
