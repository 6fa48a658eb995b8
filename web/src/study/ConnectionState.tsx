import type { Connection } from '../live/feed';
import './connection-state.css';

const words: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  closed: 'not connected',
};

/** The state of the live connection. The announcer reports changes. */
export function ConnectionState({ connection, ended }: { connection: Connection; ended: boolean }) {
  return (
    <span class={`connection ${connection}`} data-testid="connection" data-connection={connection}>
      <svg width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="2.4" fill="currentColor" />
        <path
          d="M4.5 11.5a5 5 0 0 1 0-7M11.5 4.5a5 5 0 0 1 0 7"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-linecap="round"
        />
      </svg>
      {ended && connection === 'live' ? 'connected' : words[connection]}
    </span>
  );
}
