/** An RFC 9457 problem, as the server answers it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
  value?: unknown;
  expected?: string;
}

/** A request that did not succeed; status 0 when the server could not be reached. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The problem in a response's body, or one made from its status where the body is something else. */
export function problemFrom(status: number, body: unknown): Problem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const problem: Problem = {
    type: text(fields.type) ?? 'about:blank',
    title: text(fields.title) ?? `The server answered ${status}`,
    status,
    detail: text(fields.detail) ?? '',
  };
  const field = text(fields.field);
  const expected = text(fields.expected);
  if (field !== undefined) problem.field = field;
  if (expected !== undefined) problem.expected = expected;
  if ('value' in fields) problem.value = fields.value;
  return problem;
}

export function unreachable(): Problem {
  return {
    type: 'about:blank',
    title: 'The server does not answer',
    status: 0,
    detail: 'The server does not answer. Is it running?',
  };
}

/** Whether there is no such thing as was asked for. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404;
}

/** One sentence a person can read, whatever was thrown. */
export function sentence(error: unknown): string {
  if (error instanceof ProblemError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
