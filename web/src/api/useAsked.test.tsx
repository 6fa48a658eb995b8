// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it } from 'vitest';
import { ProblemError } from './problem';
import { useAsked } from './useAsked';

afterEach(() => render(null, document.body));

type Answer = (found: string) => void;
const asked: { key: string; answer: Answer; refuse: (why: Error) => void }[] = [];

function Asking({ of }: { of: string }) {
  const ask = () => new Promise<string>((answer, refuse) => asked.push({ key: of, answer, refuse }));
  const { found, trouble, gone, retry } = useAsked(ask, of);
  return <button onClick={retry}>{`${found} ${trouble} ${gone}`}</button>;
}

const show = (of: string) => act(() => render(<Asking of={of} />, document.body));
const text = () => document.querySelector('button')!.textContent;

it('is asked once for each key, again when it is tried again, and late answers are not taken', async () => {
  await show('a');
  await show('a');
  expect(asked.map(({ key }) => key)).toEqual(['a']);
  expect(text()).toBe('null null false');
  const none = { type: '', title: 'T', status: 404, detail: 'no a' };
  await act(async () => asked[0]!.refuse(new ProblemError(none)));
  expect(text()).toBe('null no a true');

  await act(() => document.querySelector('button')!.click());
  await act(async () => asked[1]!.answer('found'));
  expect(text()).toBe('found null false');

  await show('b');
  await show('c');
  await act(async () => asked[3]!.answer('C'));
  await act(async () => asked[2]!.answer('B'));
  expect(text()).toBe('C null false');
});
