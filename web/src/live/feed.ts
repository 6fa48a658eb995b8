import type { ClientMessage, ServerMessage } from '../api/types';
import { readFrame, VERSION, type Frame } from './frame';
import { parseJson } from '../api/json';

/** Delays between connection attempts: 0.5 s, doubled up to 5 s, reset after a success. */
class Backoff {
  static readonly MIN_MILLIS = 500;
  static readonly MAX_MILLIS = 5000;

  private next = Backoff.MIN_MILLIS;

  millis(): number {
    const now = this.next;
    this.next = Math.min(Backoff.MAX_MILLIS, 2 * this.next);
    return now;
  }

  reset(): void {
    this.next = Backoff.MIN_MILLIS;
  }
}

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'closed';

/** The part of a WebSocket that the feed uses. */
export interface Socket {
  binaryType: BinaryType;
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface FeedListener {
  connection(connection: Connection): void;
  message(message: ServerMessage): void;
  /** A frame; call `painted` after it is drawn, which returns its credit. */
  frame(frame: Frame, painted: () => void): void;
  /** An invalid frame or an unsupported protocol version. */
  unreadable(why: string): void;
}

const HEARTBEAT_MILLIS = 10_000;
const OPEN = 1;

/**
 * The live feed of one study: maintains a connection, selects the watched channels, returns credits. It reconnects
 * after a lost connection and then sends the watched channels again.
 */
export class LiveFeed {
  private socket: Socket | null = null;
  private wanted: number[] = [];
  private watched: number[] = [];

  /** Maximum number of channels of a frame; 0 until the server has sent it. */
  private maxChannels = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private closed = false;
  private lost = false;
  private readonly backoff = new Backoff();

  constructor(
    private readonly connect: () => Socket,
    private readonly listener: FeedListener,
  ) {}

  open(): void {
    if (this.closed || this.socket !== null) return;
    if (!this.lost) this.listener.connection('connecting');
    const socket = this.connect();
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.onOpen(socket);
    socket.onmessage = (event) => this.onMessage(socket, event.data);
    socket.onclose = () => this.onClose(socket);
  }

  /** Selects the watched channels, the last ones if not all fit in a frame; an unchanged set sends nothing. */
  watch(channels: number[]): void {
    this.wanted = channels;
    const sorted = this.inAFrame();
    if (this.maxChannels === 0 || sorted.join() === this.watched.join()) return;
    this.watched = sorted;
    this.send({ type: 'watch', channels: sorted });
  }

  private inAFrame(): number[] {
    const latest = [...new Set([...this.wanted].reverse())].slice(0, this.maxChannels);
    return latest.sort((a, b) => a - b);
  }

  /** Reconnects now instead of after the delay. */
  reconnectNow(): void {
    if (this.closed || this.socket !== null) return;
    clearTimeout(this.retry);
    this.backoff.reset();
    this.open();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
    this.listener.connection('closed');
  }

  private onOpen(socket: Socket): void {
    if (this.socket !== socket) return;
    this.heartbeat = setInterval(() => this.send({ type: 'ready' }), HEARTBEAT_MILLIS);
    this.listener.connection('live');
  }

  private onMessage(socket: Socket, data: unknown): void {
    if (this.socket !== socket) return;
    this.backoff.reset();
    if (typeof data === 'string') this.onText(data);
    else if (data instanceof ArrayBuffer) this.onBinary(socket, data);
  }

  private onText(text: string): void {
    const message = readMessage(text);
    if (message === null) return;
    if (message.type === 'hello' && message.version !== VERSION) {
      this.listener.unreadable(
        `the server uses protocol version ${message.version}, this page version ${VERSION}; reload the page`,
      );
      this.close();
      return;
    }
    if (message.type === 'hello') {
      this.maxChannels = message.maxChannels;
      this.watched = this.inAFrame();
      this.send({ type: 'watch', channels: this.watched });
    }
    this.listener.message(message);
  }

  private onBinary(socket: Socket, data: ArrayBuffer): void {
    let acknowledged = false;
    const painted = () => {
      if (acknowledged || this.socket !== socket) return;
      acknowledged = true;
      this.send({ type: 'ready' });
    };
    let frame: Frame;
    try {
      frame = readFrame(data);
    } catch (error) {
      this.listener.unreadable(error instanceof Error ? error.message : String(error));
      painted();
      return;
    }
    this.listener.frame(frame, painted);
  }

  private onClose(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.maxChannels = 0;
    this.lost = true;
    clearInterval(this.heartbeat);
    this.listener.connection('reconnecting');
    this.retry = setTimeout(() => this.open(), this.backoff.millis());
  }

  private send(message: ClientMessage): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }
}

/** Parses a message; null for unknown types, which a later server may send. */
function readMessage(text: string): ServerMessage | null {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { type } = message as { type?: unknown };
  return type === 'hello' || type === 'state' || type === 'problem' ? (message as ServerMessage) : null;
}
