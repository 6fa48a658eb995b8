import { expect, it } from 'vitest';
import type { Channel, StoppingStatus, Study } from '../api/types';
import * as fixture from '../api/types.fixture';
import { moreText, moreTrials, progressText } from './stopping';

const { stop } = fixture;
const channel = (standing: StoppingStatus, more: Partial<Channel> = {}) =>
  fixture.channel({ nEff: 100, standing, ...more });

it('trials needed count from the last look', () => {
  expect(moreTrials(channel('short', { trialsTo: 5000 }), 2000)).toBe(3000);
  expect(moreTrials(channel('reached', { trialsTo: 5000 }), 2000)).toBe(0);
  expect(moreTrials(channel('short', { trialsTo: null }), 2000)).toBeNull();
  expect([moreText(12_345), moreText(0), moreText(null)]).toEqual(['+12.3 k', '0', '–']);
});

it('the progress of a study counts the channels that reached the target', () => {
  const reached = Array.from({ length: 8 }, () => channel('reached'));
  const text = (channels: Channel[], more: Partial<Study> = {}) =>
    progressText(
      fixture.study({ looks: 60, stop: stop({ reliability: 0.95, quantile: 1 }), channels, ...more }),
    );
  const late = [channel('short'), channel('short')];
  expect(text([...reached, ...late])).toBe('8 of 10 channels reached');
  expect(text([...reached, ...late], { stop: stop({ reliability: 0.95, quantile: 0.9 }) })).toBe(
    '8 of 10 channels reached, 9 required',
  );
  expect(text([...reached, late[0]!, channel('rare')])).toBe(
    '8 of 10 channels reached, 1 with too few responses',
  );
  expect(text([...reached, late[0]!], { stop: stop({ maxTrials: 100_000 }) })).toBe(
    '8 of 9 channels with reliability at least 0.95; the study has no target',
  );
  expect(text(reached, { looks: 0 })).toBeNull();
});
