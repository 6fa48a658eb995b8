import { parseJson } from '../api/json';
import type { Study } from '../api/types';

/** What the server says in text. */
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

/** What the page says. */
export type ClientMessage = { type: 'watch'; channels: number[] } | { type: 'ready' };

/** A message of a type this page knows; null for others, which a later server may send. */
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
