import { expect, it } from 'vitest';
import { parseJson } from './json';
import { ProblemError, problemFrom, sentence } from './problem';

it('a problem is taken as the server words it', () => {
  const body = {
    type: 'urn:revcor:problem:invalid-study',
    title: 'T',
    status: 422,
    detail: 'D',
    field: 'study.seed',
  };
  expect(problemFrom(422, body)).toEqual(body);
});

it('an answer that is no problem still becomes one', () => {
  expect(problemFrom(502, undefined)).toMatchObject({ status: 502, title: 'The server answered 502' });
  expect(sentence(new ProblemError(problemFrom(502, '<html>')))).toBe('The server answered 502');
});

it('numbers that a double holds are numbers', () => {
  expect(parseJson('{"seed": 42, "x": 0.1}')).toEqual({ seed: 42, x: 0.1 });
});
