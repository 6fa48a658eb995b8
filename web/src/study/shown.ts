import { kinds, type Kind } from '../gallery/kinds';
import type { Limit } from '../gallery/maps';
import { studyHash } from '../route/route';
import { useAddress } from '../route/useAddress';

export type TileOrder = 'network' | 'reliability' | 'significance' | 'area';

/** What the page of a study shows; part of its address. */
export interface Shown {
  view: Kind;
  /** Name of the selected channel; null for the first. */
  channel: string | null;
  limit: Limit;
  order: TileOrder;
  /** Text that the names of channels contain. */
  search: string;
  table: boolean;
}

const INITIAL: Shown = {
  view: 'map',
  channel: null,
  limit: 'own',
  order: 'network',
  search: '',
  table: false,
};
const VIEWS = kinds.map(({ kind }) => kind);
const LIMITS: Limit[] = ['own', 'common'];
const ORDERS: TileOrder[] = ['network', 'reliability', 'significance', 'area'];

/**
 * Reads what an address shows. Values that do not exist are replaced by the initial ones and named in `problems`.
 *
 * @param query the part of the address after the question mark
 */
export function readShown(query: string): { shown: Shown; problems: string[] } {
  const problems: string[] = [];
  const given = new URLSearchParams(query);
  const read = <T>(key: string, initial: T, allowed: string, parse: (text: string) => T | undefined): T => {
    const text = given.get(key);
    if (text === null) return initial;
    const parsed = parse(text);
    if (parsed === undefined) problems.push(`${key} is ${text} in the address; it must be ${allowed}`);
    return parsed ?? initial;
  };
  const oneOf =
    <T extends string>(values: T[]) =>
    (text: string) =>
      values.find((each) => each === text);
  const shown = {
    view: read('view', INITIAL.view, VIEWS.join(', '), oneOf(VIEWS)),
    channel: given.get('channel'),
    limit: read('limit', INITIAL.limit, LIMITS.join(', '), oneOf(LIMITS)),
    order: read('order', INITIAL.order, ORDERS.join(', '), oneOf(ORDERS)),
    search: given.get('search') ?? '',
    table: read('table', false, 'true', readTrue),
  };
  return { shown, problems };
}

function readTrue(text: string): true | undefined {
  return text === 'true' ? true : undefined;
}

/** The address of a study with what is shown, without initial values. */
export function shownHash(id: string, shown: Shown): string {
  const changed = Object.entries(shown).filter(([key, value]) => value !== INITIAL[key as keyof Shown]);
  return changed.length === 0
    ? studyHash(id)
    : `${studyHash(id)}?${new URLSearchParams(changed.map(([key, value]) => [key, String(value)]))}`;
}

/** What the address shows; a change replaces the address. */
export function useShown(id: string): {
  shown: Shown;
  problems: string[];
  show: (change: Partial<Shown>) => void;
} {
  const [{ shown, problems }, replace] = useAddress(readShown);
  const show = (change: Partial<Shown>) => replace(shownHash(id, { ...shown, ...change }));
  return { shown, problems, show };
}
