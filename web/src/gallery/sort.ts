import type { Channel } from '../api/types';

export type Column = 'name' | 'nEff' | 'reliability' | 'precision' | 'standing';

export interface Order {
  column: Column;
  descending: boolean;
}

/** The order after a click on a column: numbers start descending, text ascending. */
export function nextOrder(order: Order | null, column: Column): Order {
  if (order?.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== 'name' && column !== 'standing' };
}

/** Sorts channels; those without a value come last in either direction. */
export function sorted(channels: Channel[], { column, descending }: Order): Channel[] {
  const sign = descending ? -1 : 1;
  return [...channels].sort((a, b) => {
    const [left, right] = [keyOf(a, column), keyOf(b, column)];
    if (left === null || right === null) return left === right ? a.index - b.index : left === null ? 1 : -1;
    const difference =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right));
    return difference === 0 ? a.index - b.index : sign * difference;
  });
}

/** Sorts channels by descending values, given by index; those without a value come last. */
export function sortedBy(values: (number | null)[], channels: Channel[]): Channel[] {
  const value = (channel: Channel) => values[channel.index] ?? -Infinity;
  return [...channels].sort((a, b) => (value(a) === value(b) ? a.index - b.index : value(b) - value(a)));
}

function keyOf(channel: Channel, column: Column): number | string | null {
  switch (column) {
    case 'name':
      return channel.index;
    case 'standing':
      return channel.standing;
    default:
      return channel[column] ?? null;
  }
}
