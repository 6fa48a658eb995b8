// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { channel, study } from '../api/types.fixture';
import { MapDetail } from './MapDetail';
import { Maps } from './maps';

afterEach(() => render(null, document.body));

/** Images and legends in the card, legends with their number of bars. */
function shown(planes: number, oneSided = false): string[] {
  const maps = new Maps(oneSided);
  const values = new Float32Array(planes).fill(-0.5);
  maps.set(
    { planes, height: 1, width: 1 },
    new Map([[0, { hasSignal: true, values, limit: 0.5, centre: 0 }]]),
  );
  render(
    <MapDetail
      study={study()}
      channel={channel({ name: 'cat' })}
      maps={maps}
      limit="own"
      kind="map"
      tested={null}
    />,
    document.body,
  );
  return [...document.querySelectorAll('canvas, [data-testid=legend]')].map(
    (each) =>
      each.getAttribute('aria-label') ?? `${each.querySelectorAll('.bar').length}: ${each.textContent}`,
  );
}

it('a map in colour has a legend of three bars, and its planes one of the palette', () => {
  expect(shown(3)).toEqual([
    'Map of cat',
    '3: −0.50+0.5',
    'red plane',
    'green plane',
    'blue plane',
    '1: −0.50+0.5',
  ]);
});

it('a map of one plane has the legend of the palette', () => {
  expect(shown(1)).toEqual(['Map of cat', '1: −0.50+0.5']);
});

it('colours of unsigned values start at black', () => {
  expect(shown(3, true)).toContain('3: 00.5');
  const bar = document.querySelector<HTMLElement>('.bars .bar')!;
  expect(bar.style.background).toContain('rgb(0 0 0)');
});
