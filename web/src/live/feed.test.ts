import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from '../api/types';
import { LiveFeed, type Connection, type Socket } from './feed';
import { writeFrame } from './frame.fixture';
import type { Frame } from './frame';

class FakeSocket implements Socket {
  binaryType: BinaryType = 'blob';
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: unknown[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
    this.receive('{"type":"hello","version":2,"channels":[],"shape":[1,1,1],"maxChannels":3}');
  }

  receive(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  lose(): void {
    this.readyState = 3;
    this.onclose?.({} as CloseEvent);
  }

  readies(): number {
    return this.sent.filter((message) => (message as { type: string }).type === 'ready').length;
  }
}

let sockets: FakeSocket[];
let connections: Connection[];
let messages: ServerMessage[];
let frames: { frame: Frame; painted: () => void }[];
let unreadable: string[];
let feed: LiveFeed;

const socket = () => sockets.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, connections, messages, frames, unreadable] = [[], [], [], [], []];
  feed = new LiveFeed(
    () => {
      sockets.push(new FakeSocket());
      return socket();
    },
    {
      connection: (connection) => connections.push(connection),
      message: (message) => message.type !== 'hello' && messages.push(message),
      frame: (frame, painted) => frames.push({ frame, painted }),
      unreadable: (why) => unreadable.push(why),
    },
  );
});

afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

function connected(): FakeSocket {
  feed.open();
  socket().accept();
  return socket();
}

describe('an open feed', () => {
  it('sends a changed selection once, sorted and without duplicates', () => {
    connected();
    feed.watch([10, 9, 9]);
    feed.watch([9, 10]);
    expect(socket().sent.slice(1)).toEqual([{ type: 'watch', channels: [9, 10] }]);
  });

  it('watches the latest channels that fit in a frame', () => {
    feed.watch([7, 5, 6, 8]);
    connected();
    expect(socket().sent).toEqual([{ type: 'watch', channels: [5, 6, 8] }]);
    feed.watch([7, 5, 6, 1]);
    expect(socket().sent.slice(1)).toEqual([{ type: 'watch', channels: [1, 5, 6] }]);
  });

  it('forwards states and problems, and ignores unknown messages', () => {
    connected();
    socket().receive('{"type":"state","study":{"id":"a"}}');
    socket().receive('{"type":"problem","title":"t","detail":"d"}');
    socket().receive('{"type":"tomorrow"}');
    socket().receive('not JSON');
    expect(messages.map((message) => message.type)).toEqual(['state', 'problem']);
  });

  it('sends a heartbeat every ten seconds', () => {
    connected();
    vi.advanceTimersByTime(30_000);
    expect(socket().readies()).toBe(3);
  });

  it('closes on another protocol version and does not reconnect', () => {
    connected();
    socket().receive('{"type":"hello","version":1,"channels":[],"shape":[1,1,1]}');
    vi.advanceTimersByTime(60_000);
    expect(unreadable).toEqual(['the server uses protocol version 1, this page version 2; reload the page']);
    expect(sockets).toHaveLength(1);
    expect(connections.at(-1)).toBe('closed');
  });
});

describe('credit', () => {
  it('is returned once per frame, even if it is painted again', () => {
    connected();
    socket().receive(writeFrame());
    frames[0]!.painted();
    frames[0]!.painted();
    expect(socket().readies()).toBe(1);
  });

  it('is returned at once for an invalid frame', () => {
    connected();
    socket().receive(new ArrayBuffer(3));
    expect(unreadable).toHaveLength(1);
    expect(socket().readies()).toBe(1);
  });

  it('of a lost connection is not returned on the next one', () => {
    connected();
    socket().receive(writeFrame());
    socket().lose();
    vi.advanceTimersByTime(500);
    socket().accept();
    frames[0]!.painted();
    expect(socket().readies()).toBe(0);
  });
});

describe('a lost connection', () => {
  it('is reopened after 0.5, 1, 2, 4 and then every 5 seconds', () => {
    feed.open();
    for (const pause of [500, 1000, 2000, 4000, 5000, 5000]) {
      const before = sockets.length;
      socket().lose();
      vi.advanceTimersByTime(pause - 1);
      expect(sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(before + 1);
    }
  });

  it('is reopened after the minimum delay once the server has sent a message', () => {
    feed.open();
    socket().lose();
    vi.advanceTimersByTime(500);
    socket().lose();
    vi.advanceTimersByTime(1000);
    socket().accept();
    socket().receive('{"type":"state","study":{}}');
    socket().lose();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(4);
  });

  it('sends the watched channels again', () => {
    connected();
    feed.watch([3]);
    socket().lose();
    feed.watch([4]);
    vi.advanceTimersByTime(500);
    socket().accept();
    expect(socket().sent).toEqual([{ type: 'watch', channels: [4] }]);
    expect(connections).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('is reopened at once on reconnectNow', () => {
    connected();
    socket().lose();
    feed.reconnectNow();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(10_000);
    expect(sockets).toHaveLength(2);
  });
});

describe('a closed feed', () => {
  it('stays closed', () => {
    connected();
    feed.close();
    socket().lose();
    feed.open();
    feed.reconnectNow();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(connections.at(-1)).toBe('closed');
  });
});
