import { value } from '../format/number';
import type { Limit } from './limit';

const CHOICES: Record<'own' | 'common' | 'p99', string> = {
  own: 'of each map',
  common: 'of all maps',
  p99: '99th percentile',
};

interface Props {
  limit: Limit;
  /** Limit of the selected map, at which a fixed one starts. */
  current: number | null;
  onLimit: (limit: Limit) => void;
}

/** Selects what the colours of the maps end at. */
export function LimitSelect({ limit, current, onLimit }: Props) {
  const fixed = typeof limit === 'number';
  return (
    <span class="limit">
      <label>
        Colour limit
        <select
          data-testid="limit"
          value={fixed ? 'fixed' : limit}
          onChange={({ currentTarget: { value: chosen } }) =>
            onLimit(chosen === 'fixed' ? current || 1 : (chosen as Limit))
          }
        >
          {Object.entries(CHOICES).map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
          <option value="fixed">fixed{fixed ? ` at ${value(limit)}` : ''}</option>
        </select>
      </label>
      {fixed && (
        <input
          type="number"
          min="0"
          step="any"
          aria-label="Fixed colour limit"
          data-testid="fixed-limit"
          value={limit}
          onChange={({ currentTarget: { valueAsNumber } }) => valueAsNumber > 0 && onLimit(valueAsNumber)}
        />
      )}
    </span>
  );
}
