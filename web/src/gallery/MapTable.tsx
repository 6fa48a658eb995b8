import { useState } from 'preact/hooks';
import type { Channel, Stop } from '../api/types';
import { reliability, value, whole } from '../format/number';
import { hasTarget, statusText } from '../format/words';
import './map-table.css';
import { nextOrder, sorted, type Column, type Order } from './sort';

const columns: { column: Column; title: string; number: boolean }[] = [
  { column: 'name', title: 'Channel', number: false },
  { column: 'nEff', title: 'Effective trials', number: true },
  { column: 'reliability', title: 'Reliability', number: true },
  { column: 'precision', title: 'Precision ±', number: true },
  { column: 'standing', title: 'Status', number: false },
];

interface Props {
  channels: Channel[];
  stop: Stop;
  /** Order at first; null for that of `channels`. */
  initial: Order | null;
  selected: number | null;
  onSelect: (index: number) => void;
}

/** The maps as a table of numbers. */
export function MapTable({ channels, stop, initial, selected, onSelect }: Props) {
  const [order, setOrder] = useState(initial);
  const isTarget = hasTarget(stop);
  return (
    <div class="map-table" tabIndex={0} role="region" aria-label="Maps as a table">
      <table data-testid="map-table">
        <thead>
          <tr>
            {columns.map(({ column, title, number }) => (
              <th
                key={column}
                scope="col"
                class={number ? 'number' : undefined}
                aria-sort={ariaSort(order, column)}
              >
                <button type="button" onClick={() => setOrder((before) => nextOrder(before, column))}>
                  {title}
                  <span aria-hidden="true" class="arrow">
                    {order?.column === column ? (order.descending ? '↓' : '↑') : ''}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(order === null ? channels : sorted(channels, order)).map((channel) => (
            <tr key={channel.index} class={channel.index === selected ? 'selected' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  aria-pressed={channel.index === selected}
                  aria-label={`Show the map of ${channel.name}`}
                  onClick={() => onSelect(channel.index)}
                >
                  {channel.name}
                </button>
              </th>
              <td class="number">{whole(channel.nEff)}</td>
              <td class="number">{reliability(channel.reliability)}</td>
              <td class="number">{value(channel.precision)}</td>
              <td>{statusText(channel.standing, isTarget)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ariaSort(order: Order | null, column: Column): 'ascending' | 'descending' | 'none' {
  if (order?.column !== column) return 'none';
  return order.descending ? 'descending' : 'ascending';
}
