import type { Channel, Study } from '../api/types';
import { isInactive, isRunning } from '../format/words';
import type { Connection } from '../live/feed';
import type { Frame } from '../live/frame';

/** The state of a study page without maps, which go directly from the feed to the canvas. */
export interface StudyView {
  study: Study | null;
  channels: Channel[];
  trials: number;
  /** Running seconds at the latest frame or state. */
  seconds: number;
  /** Running seconds at the last state; estimates count from here. */
  stateSeconds: number;
  connection: Connection;
  notFound: boolean;
  /** The last error message; null for none. */
  error: string | null;
}

export type StudyAction =
  | { type: 'state'; study: Study }
  | { type: 'hello'; channels: string[] }
  | { type: 'frame'; frame: Pick<Frame, 'trials' | 'seconds' | 'records'> }
  | { type: 'connection'; connection: Connection }
  | { type: 'not-found' }
  | { type: 'error'; text: string | null };

export const NO_STUDY: StudyView = {
  study: null,
  channels: [],
  trials: 0,
  seconds: 0,
  stateSeconds: 0,
  connection: 'connecting',
  notFound: false,
  error: null,
};

export function reduceStudy(view: StudyView, action: StudyAction): StudyView {
  switch (action.type) {
    case 'state':
      return onState(view, action.study);
    case 'hello':
      return view.channels.length > 0 ? view : { ...view, channels: action.channels.map(emptyChannel) };
    case 'frame':
      return onFrame(view, action.frame);
    case 'connection':
      return onConnection(view, action.connection);
    case 'not-found':
      return { ...view, notFound: true };
    case 'error':
      return { ...view, error: action.text };
  }
}

/**
 * A state replaces the study, but keeps the counts of a later frame. A study that resumes from a checkpoint or
 * restarts may have fewer trials than before.
 */
function onState(view: StudyView, study: Study): StudyView {
  const wasActive = view.study?.id === study.id && !isInactive(view.study.state);
  const behind = isRunning(study.state) && wasActive && study.trials < view.trials;
  return {
    ...view,
    study,
    channels: reused(
      view.channels,
      behind
        ? merged(view.channels, study.channels)
        : study.channels.length > 0
          ? study.channels
          : view.channels,
    ),
    trials: behind ? view.trials : study.trials,
    seconds: behind ? view.seconds : study.seconds,
    stateSeconds: study.seconds,
    notFound: false,
  };
}

function onFrame(view: StudyView, frame: Pick<Frame, 'trials' | 'seconds' | 'records'>): StudyView {
  const channels = [...view.channels];
  for (const record of frame.records) {
    const { channel: index, standing } = record;
    const before = channels[index] ?? emptyChannel(String(index), index);
    channels[index] = {
      ...before,
      standing,
      nEff: known(record.nEff),
      reliability: known(record.reliability),
    };
  }
  return {
    ...view,
    channels,
    trials: frame.trials,
    seconds: frame.seconds,
  };
}

/** Keeps the objects of channels that did not change, whose tiles then do not render. */
function reused(before: Channel[], after: Channel[]): Channel[] {
  return after.map((channel, i) => {
    const known = before[i];
    return known !== undefined && JSON.stringify(known) === JSON.stringify(channel) ? known : channel;
  });
}

/** A new connection may be to a restarted server, whose study has fewer trials. */
function onConnection(view: StudyView, connection: Connection): StudyView {
  if (connection === view.connection) return view;
  return connection === 'live'
    ? { ...view, connection, trials: view.study?.trials ?? 0 }
    : { ...view, connection };
}

/** Merges the counts of a later frame with fields that only a state has (assured, response). */
function merged(newer: Channel[], older: Channel[]): Channel[] {
  return older.map((channel, i) => {
    const { nEff, reliability, standing } = newer[i] ?? channel;
    return { ...channel, nEff, reliability, standing };
  });
}

function emptyChannel(name: string, index: number): Channel {
  return {
    index,
    name,
    corner: [0, 0],
    count: 0,
    nEff: null,
    reliability: null,
    assured: null,
    precision: null,
    trialsTo: null,
    standing: 'waiting',
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
