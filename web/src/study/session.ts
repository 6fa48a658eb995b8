import { getHistory, getStudy, livePath } from '../api/client';
import { isNotFound, errorText } from '../api/problem';
import type { HistoryRow, ServerMessage, Study } from '../api/types';
import { Maps } from '../gallery/maps';
import { LiveFeed, type Connection, type Socket } from '../live/feed';
import type { Frame, FrameRecord } from '../live/frame';
import { Painter } from '../live/painter';
import { shapeOf } from '../palette/paint';
import { Store } from '../store/store';
import { NO_STUDY, reduceStudy } from '../store/study';
import { LookLoader } from '../api/looks';

/** Longest time that the first maps are waited for before the history is requested. */
export const HISTORY_MILLIS = 800;

/** State, maps, history and live feed of an open study page. */
export class StudySession {
  readonly store = new Store(NO_STUDY, reduceStudy);
  readonly maps = new Maps();
  readonly history = new Store<HistoryRow[], HistoryRow[]>([], (_before, rows) => rows);

  private readonly feed: LiveFeed;
  private readonly painter = new Painter((frame, records) => this.onPaint(frame, records));
  private readonly follower: LookLoader<HistoryRow[]>;

  /** Rows that the next request of the history adds to. */
  private known: HistoryRow[] = [];
  private open = false;

  /** Number of looks of the study; null before its first state. */
  private looks: number | null = null;

  /** Whether the history was requested: after the first maps, which many channels would delay, or some time. */
  private hasHistory = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly id: string) {
    this.feed = new LiveFeed(() => socketTo(id), {
      connection: (connection) => this.onConnection(connection),
      message: (message) => this.onMessage(message),
      frame: (frame, painted) => this.painter.take(frame, painted),
      unreadable: (why) => this.store.dispatch({ type: 'error', text: why }),
    });
    this.follower = new LookLoader(
      () => this.loadHistory(),
      (rows) => this.history.dispatch(rows),
    );
  }

  start(): void {
    this.open = true;
    document.documentElement.dataset.frames ??= '0';
    document.addEventListener('visibilitychange', this.onVisibility);
    void this.load();
    this.feed.open();
  }

  stop(): void {
    this.open = false;
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.feed.close();
    this.painter.dispose();
    this.follower.stop();
    clearTimeout(this.timer);
  }

  watch(channels: number[]): void {
    this.feed.watch(channels);
  }

  /** Accepts a study from a response or a message. */
  accept(study: Study): void {
    if (!this.open) return;
    this.maps.shape = shapeOf(study.shape);
    this.store.dispatch({ type: 'state', study });
    this.timer ??= setTimeout(() => this.requestHistory(), HISTORY_MILLIS);
    // A study that resumes from a checkpoint or restarts may have fewer looks than before.
    if (study.looks < (this.looks ?? 0)) this.known = [];
    this.looks = study.looks;
    if (this.hasHistory) this.follower.request(study.looks);
  }

  private requestHistory(): void {
    if (this.looks === null || this.hasHistory) return;
    this.hasHistory = true;
    this.follower.request(this.looks);
  }

  private async loadHistory(): Promise<HistoryRow[]> {
    const known = this.known;
    const rows = await getHistory(this.id, known);
    if (known === this.known) this.known = rows;
    return rows;
  }

  private async load(): Promise<void> {
    try {
      this.accept(await getStudy(this.id));
    } catch (error) {
      if (!this.open) return;
      if (isNotFound(error)) {
        this.store.dispatch({ type: 'not-found' });
        this.feed.close();
        this.follower.stop();
      } else if (this.store.state.study === null || this.store.state.connection !== 'live') {
        this.store.dispatch({ type: 'error', text: errorText(error) });
      }
    }
  }

  private onConnection(connection: Connection): void {
    this.store.dispatch({ type: 'connection', connection });
    if (connection === 'live') this.store.dispatch({ type: 'error', text: null });
    // A WebSocket reports no reason for a failure; a request reports whether the study still exists.
    if (connection === 'reconnecting') {
      this.known = [];
      void this.load();
    }
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        this.maps.shape = shapeOf(message.shape);
        this.store.dispatch({ type: 'hello', channels: message.channels });
        break;
      case 'state':
        this.accept(message.study);
        break;
      case 'problem':
        this.store.dispatch({ type: 'error', text: message.detail || message.title });
        break;
    }
  }

  private onPaint(frame: Frame, records: FrameRecord[]): void {
    this.maps.put(frame.shape, records);
    this.store.dispatch({ type: 'frame', frame: { ...frame, records } });
    const { dataset } = document.documentElement;
    dataset.frames = String(Number(dataset.frames ?? 0) + 1);
    this.requestHistory();
  }

  private readonly onVisibility = () => {
    if (!document.hidden) this.feed.reconnectNow();
  };
}

function socketTo(id: string): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(`${scheme}//${location.host}${livePath(id)}`) as Socket;
}
