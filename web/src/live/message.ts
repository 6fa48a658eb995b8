import { parseJson } from '../api/json';
import type { Study } from '../api/types';

/** A text message of the server. */
export type ServerMessage =
  | {
      type: 'hello';
      version: number;
      study: string;
      frameMillis: number;
      channels: string[];
      shape: number[];
    }
  | { type: 'state'; study: Study }
  | { type: 'problem'; title: string; detail: string; field?: string };

/** A message of the page. */
export type ClientMessage = { type: 'watch'; channels: number[] } | { type: 'ready' };

/** Parses a message; null for unknown types, which a later server may send. */
export function readMessage(text: string): ServerMessage | null {
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
