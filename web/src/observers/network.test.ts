import { expect, it } from 'vitest';
import { DEFAULT_NETWORK, networkField, networkForm, withNetwork, type NetworkDraft } from './network';

const draft = (more: Partial<NetworkDraft> = {}): NetworkDraft => ({ ...DEFAULT_NETWORK, ...more });
const file = (name: string, content = 'x') => new File([content], name);

async function cardOf(sent: NetworkDraft): Promise<unknown> {
  return JSON.parse(await (networkForm(sent).get('card') as File).text());
}

it('the form becomes a card', async () => {
  expect(await cardOf(draft({ input: '3, 32,32', output: 'probabilities', classes: 'cat, dog,\n' }))).toEqual(
    { input: [3, 32, 32], output: 'probabilities', classes: ['cat', 'dog'] },
  );
});

it('blank classes are omitted, and invalid numbers are sent unchanged', async () => {
  expect(await cardOf(draft({ input: '1, x, 2.5' }))).toEqual({ input: [1, 'x', '2.5'] });
});

it('a card file is sent unchanged, and the network keeps its file name', async () => {
  const form = networkForm(
    draft({
      network: file('net.pt', 'weights'),
      describedBy: 'file',
      card: file('c.json', '{"input": [1]}'),
    }),
  );
  expect(await (form.get('card') as File).text()).toBe('{"input": [1]}');
  expect((form.get('network') as File).name).toBe('net.pt');
  expect([...form.keys()]).toEqual(['network', 'card']);
});

it('missing files are not sent', () => {
  expect([...networkForm(draft({ describedBy: 'file' })).keys()]).toEqual([]);
});

it('the name follows the file until the user changes it', () => {
  const first = withNetwork(draft(), file('my.net.pt'));
  expect(first.name).toBe('my.net');
  expect(withNetwork(first, file('other.pt')).name).toBe('other');
  expect(withNetwork({ ...first, name: 'own' }, file('other.pt')).name).toBe('own');
});

it('an ONNX file needs no input', async () => {
  const onnx = withNetwork(draft(), file('net.onnx'));

  expect(onnx).toMatchObject({ name: 'net', input: '', describedBy: 'form' });
  expect(await cardOf(onnx)).toEqual({});
});

it('the card says how an image is given to the network', async () => {
  expect(await cardOf({ ...draft(), scale: 'bytes', layout: 'nhwc', layers: 'a, b' })).toMatchObject({
    scale: 'bytes',
    layout: 'nhwc',
    layers: ['a', 'b'],
  });
  expect(await cardOf({ ...draft(), scale: 'mnist' })).toMatchObject({ scale: 'mnist' });
  expect(await cardOf({ ...draft(), scale: 'own', mean: '.5, .25', sd: '1, x' })).toMatchObject({
    scale: { mean: [0.5, 0.25], sd: [1, 'x'] },
  });
});

it('a .safetensors file has a card file', () => {
  expect(withNetwork(draft(), file('a.safetensors'))).toMatchObject({ name: 'a', describedBy: 'file' });
  expect(withNetwork(draft(), file('a.pt')).describedBy).toBe('form');
});

it.each([
  ['name', 'form', 'name'],
  ['network', 'form', 'network'],
  ['card.classes', 'form', 'classes'],
  ['card.output', 'form', 'output'],
  ['card', 'form', 'input'],
  ['card.input', 'file', 'card'],
  ['elsewhere', 'form', null],
  [undefined, 'form', null],
] as const)('a problem of %s with a card by %s is shown at %s', (field, describedBy, place) => {
  const problem = { type: 't', title: 'T', status: 422, detail: 'D', ...(field ? { field } : {}) };
  expect(networkField(problem, draft({ describedBy }))).toBe(place);
});
