import { expect, it } from 'vitest';
import { parseJson } from './json';
import { ProblemError, problemFrom, errorText } from './problem';

it('a problem keeps the text of the server', () => {
  const body = {
    type: 'urn:revcor:problem:invalid-study',
    title: 'T',
    status: 422,
    detail: 'D',
    field: 'study.seed',
  };
  expect(problemFrom(422, body)).toEqual(body);
});

it('a response without a problem body becomes a problem', () => {
  expect(problemFrom(502, undefined)).toMatchObject({
    status: 502,
    title: 'The server responded with status 502',
  });
  expect(errorText(new ProblemError(problemFrom(502, '<html>')))).toBe(
    'The server responded with status 502',
  );
});

it('numbers within the precision of a double stay numbers', () => {
  expect(parseJson('{"seed": 42, "x": 0.1}')).toEqual({ seed: 42, x: 0.1 });
});
