import { kinds, type Kind } from './kinds';
import './kind-switch.css';

interface Props {
  kind: Kind;
  onKind: (kind: Kind) => void;
}

/** Selects the view of the maps. */
export function KindSwitch({ kind, onKind }: Props) {
  return (
    <div class="kind-switch" role="radiogroup" aria-label="View" data-testid="views">
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
