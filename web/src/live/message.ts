import { parseJson } from '../api/json';
import type { ServerMessage } from '../api/types';

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
