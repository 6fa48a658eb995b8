import type { Channel, Significance } from '../api/types';
import { sorted, sortedBy } from '../gallery/sort';
import type { Shown } from './shown';

/** Values of channels, by their indices, that maps are sorted by. */
export interface ChannelValues {
  /** Areas in the validation of the maps; null if they were not validated. */
  areas: (number | null)[] | null;
  /** Numbers of significant pixels; null while they are not known. */
  pixels: (number | null)[] | null;
}

/** The number of significant pixels of each channel by the strongest test that is valid. */
export function significantPixels({ reason, channels }: Significance): (number | null)[] {
  return channels.map(
    ({ smoothed, familywise }) => (reason === null ? smoothed?.pixels : familywise.pixels) ?? null,
  );
}

/** Returns the channels that pass the filters, in the requested order. Best validated is the largest area. */
export function foundChannels(
  channels: Channel[],
  shown: Shown,
  { areas, pixels }: ChannelValues,
): Channel[] {
  const lower = shown.search.toLowerCase();
  const found = channels.filter(
    ({ index, name, reliability }) =>
      name.toLowerCase().includes(lower) &&
      (shown.reliable === null || (reliability ?? -Infinity) >= shown.reliable) &&
      (!shown.significant || pixels === null || (pixels[index] ?? 0) > 0),
  );
  switch (shown.order) {
    case 'network':
      return found;
    case 'reliability':
      return sorted(found, { column: 'reliability', descending: true });
    case 'significance':
      return pixels === null ? found : sortedBy(pixels, found);
    case 'area':
      return areas === null ? found : sortedBy(areas, found);
  }
}

/** States that no channel passes the filters. */
export function nothingFound({ search, reliable, significant }: Shown): string {
  const wanted = [
    search !== '' && `${search} in its name`,
    reliable !== null && `a reliability of at least ${reliable}`,
    significant && 'significant pixels',
  ].filter(Boolean);
  return `No channel has ${wanted.join(' and ')}.`;
}
