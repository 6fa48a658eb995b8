import type { Problem } from './types';

/** A failed request; status 0 if the server is unavailable. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
  }

  get status(): number {
    return this.problem.status;
  }
}

/** Returns the problem in a response body, or a problem of the status if the body is not one. */
export function problemFrom(status: number, body: unknown): Problem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const problem: Problem = {
    type: text(fields.type) ?? 'about:blank',
    title: text(fields.title) ?? `The server responded with status ${status}`,
    status,
    detail: text(fields.detail) ?? '',
  };
  const field = text(fields.field);
  const value = text(fields.value);
  const expected = text(fields.expected);
  if (field !== undefined) problem.field = field;
  if (value !== undefined) problem.value = value;
  if (expected !== undefined) problem.expected = expected;
  return problem;
}

export function unreachable(): Problem {
  return {
    type: 'about:blank',
    title: 'The server does not respond',
    status: 0,
    detail: 'The server does not respond. Is it running?',
  };
}

/** Whether the requested item does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404;
}

/** The message of any thrown value. */
export function errorText(error: unknown): string {
  if (error instanceof ProblemError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
