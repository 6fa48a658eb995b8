// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it } from 'vitest';
import { ProblemError } from './problem';
import { useRequest } from './useRequest';

afterEach(() => render(null, document.body));

const requests: { key: string; resolve: (data: string) => void; reject: (error: Error) => void }[] = [];

function Requester({ of }: { of: string }) {
  const request = () => new Promise<string>((resolve, reject) => requests.push({ key: of, resolve, reject }));
  const { data, error, notFound, retry } = useRequest(request, of);
  return <button onClick={retry}>{`${data} ${error} ${notFound}`}</button>;
}

const show = (of: string) => act(() => render(<Requester of={of} />, document.body));
const text = () => document.querySelector('button')!.textContent;

it('sends one request per key and retry, and ignores late responses', async () => {
  await show('a');
  await show('a');
  expect(requests.map(({ key }) => key)).toEqual(['a']);
  expect(text()).toBe('null null false');
  const none = { type: '', title: 'T', status: 404, detail: 'no a' };
  await act(async () => requests[0]!.reject(new ProblemError(none)));
  expect(text()).toBe('null no a true');

  await act(() => document.querySelector('button')!.click());
  await act(async () => requests[1]!.resolve('found'));
  expect(text()).toBe('found null false');

  await show('b');
  await show('c');
  await act(async () => requests[3]!.resolve('C'));
  await act(async () => requests[2]!.resolve('B'));
  expect(text()).toBe('C null false');
});
