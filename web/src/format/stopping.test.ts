import { expect, it } from 'vitest';
import type { Channel, StoppingStatus } from '../api/types';
import * as fixture from '../api/types.fixture';
import { moreText, moreTrials } from './stopping';

const channel = (standing: StoppingStatus, more: Partial<Channel> = {}) =>
  fixture.channel({ nEff: 100, standing, ...more });

it('trials needed count from the last look', () => {
  expect(moreTrials(channel('short', { trialsTo: 5000 }), 2000)).toBe(3000);
  expect(moreTrials(channel('reached', { trialsTo: 5000 }), 2000)).toBe(0);
  expect(moreTrials(channel('short', { trialsTo: null }), 2000)).toBeNull();
  expect([moreText(12_345), moreText(0), moreText(null)]).toEqual(['+12.3 k', '0', '–']);
});
