import { useEffect, useState } from 'preact/hooks';
import { MAX_LINES } from '../chart/history';
import type { Shown, TileOrder } from './shown';

interface Props {
  shown: Shown;
  show: (change: Partial<Shown>) => void;
  /** Number of channels of the study. */
  channels: number;
  hasAreas: boolean;
}

/** Keeps what is typed when the page renders again, as at each look of a running study. */
function LeastReliability({ reliable, show }: Pick<Props, 'show'> & Pick<Shown, 'reliable'>) {
  const [typed, setTyped] = useState('');
  useEffect(() => setTyped(String(reliable ?? '')), [reliable]);
  return (
    <label>
      Reliability at least
      <input
        type="number"
        min="0"
        max="1"
        step="0.01"
        data-testid="reliable"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget: { validity, value } }) =>
          show({ reliable: validity.valid && value !== '' ? Number(value) : null })
        }
      />
    </label>
  );
}

/** Filters of the maps, for studies of many channels, and their order. */
export function MapFilters({ shown, show, channels, hasAreas }: Props) {
  const { search, reliable, significant, order, table } = shown;
  const orderSwitch = (id: string, text: string, by: TileOrder) => (
    <Switch id={id} text={text} on={order === by} onChange={(on) => show({ order: on ? by : 'network' })} />
  );
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
      {(channels > MAX_LINES || reliable !== null) && <LeastReliability reliable={reliable} show={show} />}
      {(channels > MAX_LINES || significant) && (
        <Switch
          id="significant-only"
          text="Significant only"
          on={significant}
          onChange={(on) => show({ significant: on })}
        />
      )}
      {!table && orderSwitch('by-reliability', 'Most reliable first', 'reliability')}
      {orderSwitch('by-significance', 'Most significant pixels first', 'significance')}
      {!table && hasAreas && orderSwitch('by-area', 'Best validated first', 'area')}
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
