import { describe, expect, it } from 'vitest';
import type { Channel, Study } from '../api/types';
import * as fixture from '../api/types.fixture';
import type { FrameRecord } from '../live/frame';
import { NO_STUDY, reduceStudy, type StudyAction, type StudyView } from './study';

const channel = (index: number, more: Partial<Channel> = {}) =>
  fixture.channel({
    index,
    name: `c${index}`,
    nEff: 10,
    reliability: 0.2,
    ...more,
  });

const study = (more: Partial<Study> = {}) => fixture.study({ channels: [channel(0), channel(1)], ...more });

const record = (index: number, more: Partial<FrameRecord> = {}): FrameRecord => ({
  channel: index,
  standing: 'short',
  nEff: 55,
  reliability: 0.6,
  limit: 1,
  map: new Float32Array(1),
  ...more,
});

const after = (...actions: StudyAction[]): StudyView => actions.reduce(reduceStudy, NO_STUDY);
const frame = (trials: number, seconds: number, ...records: FrameRecord[]): StudyAction => ({
  type: 'frame',
  frame: { trials, seconds, records },
});

it('a state keeps the objects of channels that it does not change', () => {
  const before = after({ type: 'state', study: study() });
  const view = reduceStudy(before, {
    type: 'state',
    study: study({
      channels: [channel(0), channel(1, { count: 7 })],
    }),
  });
  expect(view.channels[0]).toBe(before.channels[0]);
  expect(view.channels[1]!.count).toBe(7);
});

describe('a frame', () => {
  it('updates the counts of its channels and keeps fields of the state', () => {
    const view = after({ type: 'state', study: study() }, frame(2000, 2, record(1)));
    expect(view).toMatchObject({ trials: 2000, seconds: 2, stateSeconds: 1 });
    expect(view.channels[1]).toEqual(channel(1, { standing: 'short', nEff: 55, reliability: 0.6 }));
  });
});

describe('a state', () => {
  it('older than the last frame keeps the later counts', () => {
    const view = after({ type: 'state', study: study() }, frame(2000, 2, record(1)), {
      type: 'state',
      study: study({ trials: 1500, channels: [channel(0), channel(1, { assured: 0.9, nEff: 45 })] }),
    });
    expect(view.trials).toBe(2000);
    expect(view.channels[1]).toMatchObject({ nEff: 55, assured: 0.9 });
  });

  it('at the end of the study replaces the counts', () => {
    const view = after({ type: 'state', study: study() }, frame(2000, 2, record(1)), {
      type: 'state',
      study: study({ state: 'finished', trials: 1900 }),
    });
    expect(view.trials).toBe(1900);
    expect(view.channels[1]!.nEff).toBe(10);
  });

  it('after a reconnection may have fewer trials', () => {
    const view = after(
      { type: 'connection', connection: 'live' },
      { type: 'state', study: study() },
      frame(5000, 5),
      { type: 'connection', connection: 'reconnecting' },
      { type: 'connection', connection: 'live' },
      { type: 'state', study: study({ trials: 3000 }) },
    );
    expect(view.trials).toBe(3000);
  });
});

it('the hello message names the channels until the first state', () => {
  const view = after({ type: 'hello', channels: ['a', 'b'] });
  expect(view.channels.map(({ name, index, standing }) => [name, index, standing])).toEqual([
    ['a', 0, 'waiting'],
    ['b', 1, 'waiting'],
  ]);
  expect(
    reduceStudy(after({ type: 'state', study: study() }), { type: 'hello', channels: ['x'] }).channels,
  ).toHaveLength(2);
});

it('a missing study stays missing until a state arrives', () => {
  const missing = after({ type: 'not-found' });
  expect(missing.notFound).toBe(true);
  expect(reduceStudy(missing, { type: 'state', study: study() }).notFound).toBe(false);
});

it('a resumed study may have fewer trials than before', () => {
  const before = [{ type: 'state', study: study() }, frame(5000, 5, record(0))] as const;
  const again: StudyAction = { type: 'state', study: study({ trials: 3000 }) };
  expect(after(...before, again).trials).toBe(5000);
  const paused: StudyAction = { type: 'state', study: study({ state: 'paused', trials: 5000 }) };
  expect(after(...before, paused, again).trials).toBe(3000);
});
