import type { Channel, Study } from '../api/types';
import { rests } from '../format/words';
import type { Connection } from '../live/feed';
import type { Frame } from '../live/frame';
import { NO_PACE, pace, type Pace } from './pace';

/** All that the page of a study shows, maps aside: those go from the feed to the canvas. */
export interface StudyView {
  study: Study | null;
  channels: Channel[];
  trials: number;
  /** Running seconds, of the newest frame or state. */
  seconds: number;
  /** Running seconds at the last state, from which its estimates count. */
  stateSeconds: number;
  pace: Pace;
  connection: Connection;
  gone: boolean;
  /** What went wrong last, for the reader; null if nothing. */
  trouble: string | null;
}

export type StudyAction =
  | { type: 'state'; study: Study }
  | { type: 'hello'; channels: string[] }
  | { type: 'frame'; frame: Pick<Frame, 'trials' | 'seconds' | 'records'> }
  | { type: 'connection'; connection: Connection }
  | { type: 'gone' }
  | { type: 'trouble'; text: string | null };

export const NO_STUDY: StudyView = {
  study: null,
  channels: [],
  trials: 0,
  seconds: 0,
  stateSeconds: 0,
  pace: NO_PACE,
  connection: 'connecting',
  gone: false,
  trouble: null,
};

export function reduceStudy(view: StudyView, action: StudyAction): StudyView {
  switch (action.type) {
    case 'state':
      return onState(view, action.study);
    case 'hello':
      return view.channels.length > 0 ? view : { ...view, channels: action.channels.map(untried) };
    case 'frame':
      return onFrame(view, action.frame);
    case 'connection':
      return onConnection(view, action.connection);
    case 'gone':
      return { ...view, gone: true };
    case 'trouble':
      return { ...view, trouble: action.text };
  }
}

/**
 * A state replaces the study; a frame that is ahead of it keeps its counts. A study that goes on after a rest does so
 * from a checkpoint, or anew, and may have fewer trials than were seen.
 */
function onState(view: StudyView, study: Study): StudyView {
  const goesOn = view.study?.id === study.id && !rests(view.study.state);
  const behind = study.state === 'running' && goesOn && study.trials < view.trials;
  const seconds = study.seconds ?? 0;
  return {
    ...view,
    study,
    channels: behind
      ? merged(view.channels, study.channels ?? [])
      : (study.channels ?? []).length > 0
        ? study.channels
        : view.channels,
    trials: behind ? view.trials : study.trials,
    seconds: behind ? view.seconds : seconds,
    stateSeconds: seconds,
    gone: false,
  };
}

function onFrame(view: StudyView, frame: Pick<Frame, 'trials' | 'seconds' | 'records'>): StudyView {
  const channels = [...view.channels];
  for (const record of frame.records) {
    const { channel: index, standing, count } = record;
    const before = channels[index] ?? untried(String(index), index);
    const reliability = known(record.reliability);
    channels[index] = {
      ...before,
      standing,
      count,
      nEff: known(record.nEff),
      r: known(record.r),
      reliability,
    };
  }
  return {
    ...view,
    channels,
    trials: frame.trials,
    seconds: frame.seconds,
    pace: pace(view.pace, frame.trials, frame.seconds),
  };
}

/** A new connection may be to a restarted server, whose study may be behind what was seen. */
function onConnection(view: StudyView, connection: Connection): StudyView {
  if (connection === view.connection) return view;
  return connection === 'live'
    ? { ...view, connection, trials: view.study?.trials ?? 0, pace: NO_PACE }
    : { ...view, connection };
}

/** What only a state knows (the limit of the reliability, signal to noise, answer) beside what a newer frame said. */
function merged(newer: Channel[], older: Channel[]): Channel[] {
  return older.map((channel, i) => {
    const { count, nEff, r, reliability, standing } = newer[i] ?? channel;
    return { ...channel, count, nEff, r, reliability, standing };
  });
}

function untried(name: string, index: number): Channel {
  return {
    index,
    name,
    count: 0,
    nEff: null,
    r: null,
    reliability: null,
    assured: null,
    snr: null,
    standing: 'waiting',
    answer: null,
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
