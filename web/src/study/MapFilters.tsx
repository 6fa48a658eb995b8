import { MAX_LINES } from '../chart/history';
import { Select } from '../ui/Select';
import type { Shown, TileOrder } from './shown';

interface Props {
  shown: Shown;
  show: (change: Partial<Shown>) => void;
  /** Number of channels of the study. */
  channels: number;
  hasAreas: boolean;
}

const ORDERS = {
  network: 'Order of the network',
  reliability: 'Most reliable first',
  significance: 'Most significant first',
};

/** The search of channels, for studies of many, and the order of the maps. */
export function MapFilters({ shown, show, channels, hasAreas }: Props) {
  const { search, order, table } = shown;
  return (
    <>
      {(channels > MAX_LINES || search !== '') && (
        <input
          type="search"
          placeholder="Find channels"
          aria-label="Find channels by name"
          data-testid="find-channels"
          value={search}
          onInput={(event) => show({ search: event.currentTarget.value })}
        />
      )}
      {!table && (
        <Select
          id="order"
          label="Order of the maps"
          value={order}
          options={hasAreas ? { ...ORDERS, area: 'Best validated first' } : ORDERS}
          onChange={(value) => show({ order: value as TileOrder })}
        />
      )}
    </>
  );
}

interface SwitchProps {
  id: string;
  text: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ id, text, on, onChange }: SwitchProps) {
  return (
    <label>
      <input
        type="checkbox"
        data-testid={id}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {text}
    </label>
  );
}
