// @vitest-environment happy-dom
import { render } from 'preact';
import { expect, it, vi } from 'vitest';
import { page, usePage } from '../page.fixture';
import type { Study } from '../api/types';
import { channel, study } from '../api/types.fixture';
import type { Kind } from './kinds';
import { MapDetail } from './MapDetail';
import { newPointedPixel } from './InspectedMap';
import { Maps } from './maps';

usePage();

function show(maps: Maps, kind: Kind, of: Partial<Study> = {}) {
  const detail = {
    study: study(of),
    channel: channel({ name: 'cat' }),
    maps,
    kind,
    pointed: newPointedPixel(),
  };
  render(<MapDetail {...detail} limit="own" tested={null} />, page);
}

/** Images and legends in the card, legends with their number of bars. */
function shown(planes: number, oneSided = false): string[] {
  const maps = new Maps(oneSided);
  const values = new Float32Array(planes).fill(-0.5);
  maps.set(
    { planes, height: 1, width: 1 },
    new Map([[0, { hasSignal: true, values, limit: 0.5, centre: 0 }]]),
  );
  show(maps, 'map');
  return [...document.querySelectorAll('canvas, [data-testid=legend]')].map(
    (each) =>
      each.getAttribute('aria-label') ?? `${each.querySelectorAll('.bar').length}: ${each.textContent}`,
  );
}

it('a map in colour has a legend of three bars', () => {
  expect(shown(3)).toEqual(['Map of cat', '3: −0.50+0.5']);
});

/** The text of the pixel under a key, in a view of a study with some centring. */
async function inspected(kind: Kind, centring: string): Promise<string | null> {
  vi.stubGlobal('fetch', async () => new Response('{"title":"none"}', { status: 404 }));
  const maps = new Maps();
  const known = { hasSignal: true, values: new Float32Array([0.125]), limit: 0.5, centre: 0 };
  maps.set({ planes: 1, height: 1, width: 1 }, new Map([[0, known]]));
  show(maps, kind, { conventions: { estimand: 'conditional-mean', centring } });
  const map = document.querySelector('[data-testid=inspected]')!;
  map.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
  const text = () => document.querySelector('[data-testid=pixel]')!.textContent;
  await vi.waitFor(() => expect(text()).toContain('Row'));
  return text();
}

it('the value of a live map that is not centred is named as minus the mean', async () => {
  expect(await inspected('map', 'none')).toBe('Row 0, column 0, minus the mean of the map: 0.125');
});

it.each([
  ['map', 'mean of all trials'],
  ['z', 'none'],
] as const)('the value in the view %s with the centring "%s" is that of the map', async (kind, centring) => {
  expect(await inspected(kind, centring)).toBe('Row 0, column 0: 0.125');
});

it('a map of one plane has the legend of the palette', () => {
  expect(shown(1)).toEqual(['Map of cat', '1: −0.50+0.5']);
});

it('colours of unsigned values start at black', () => {
  expect(shown(3, true)).toContain('3: 00.5');
  const bar = document.querySelector<HTMLElement>('.bars .bar')!;
  expect(bar.style.background).toContain('rgb(0 0 0)');
});
