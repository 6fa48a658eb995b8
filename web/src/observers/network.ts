import type { Problem } from '../api/types';

/** Contents of the form: text as typed, validated by the server. */
export interface NetworkDraft {
  name: string;
  network: File | null;
  /** Whether the card is a file or created from the form. */
  describedBy: 'form' | 'file';
  card: File | null;
  input: string;
  output: string;
  scale: string;
  mean: string;
  sd: string;
  layout: string;
  classes: string;
  layers: string;
  /** Data set of the images that it classifies; blank if the server has no images of it. */
  dataset: string;
  replace: boolean;
}

export const DEFAULT_NETWORK: NetworkDraft = {
  name: '',
  network: null,
  describedBy: 'form',
  card: null,
  input: '1, 28, 28',
  output: '',
  scale: 'unit',
  mean: '',
  sd: '',
  layout: '',
  classes: '',
  layers: '',
  dataset: '',
  replace: false,
};

/** What a network is given of an image in [0, 1], by the words of a card; `own` has fields. */
export const SCALES: Record<string, string> = {
  unit: '0 to 1, as the stimuli are',
  bytes: '0 to 255',
  imagenet: 'ImageNet: mean and sd of its images',
  'cifar-10': 'CIFAR-10: mean and sd of its images',
  mnist: 'MNIST: mean and sd of its images',
  own: 'another mean and sd',
};

/** Meanings of its output; blank if it is not stated. */
export const OUTPUTS: Record<string, string> = {
  '': 'logits, unless it has one output in [0, 1]',
  logits: 'logits',
  probabilities: 'probabilities',
};

/** Orders of the values of a network's input; blank for that of the file. */
export const LAYOUTS: Record<string, string> = {
  '': 'as in the file, else planes first',
  nchw: 'images x planes x rows x columns',
  nhwc: 'images x rows x columns x planes',
  rows: 'images x rows x columns',
  flat: 'images x values',
};

/** Data sets whose test images the server can show a network. */
export const DATA_SETS = ['mnist', 'fashion-mnist', 'cifar-10'];

/**
 * Returns a draft with another network file. The name follows the file, a .safetensors file needs a card file, and an
 * ONNX file contains its input.
 */
export function withNetwork(draft: NetworkDraft, network: File | null): NetworkDraft {
  if (network === null) return { ...draft, network };
  const before = draft.network ? stem(draft.network.name) : '';
  return {
    ...draft,
    network,
    name: draft.name === before ? stem(network.name) : draft.name,
    input: network.name.endsWith('.onnx') && draft.input === DEFAULT_NETWORK.input ? '' : draft.input,
    describedBy: network.name.endsWith('.safetensors') ? 'file' : draft.describedBy,
  };
}

function stem(file: string): string {
  return file.replace(/\.(pt|onnx|safetensors)$/, '');
}

/** The form to upload. */
export function networkForm(draft: NetworkDraft): FormData {
  const form = new FormData();
  if (draft.network) form.append('network', draft.network);
  const card = draft.describedBy === 'file' ? draft.card : described(draft);
  if (card) form.append('card', card, 'card.json');
  return form;
}

function described(draft: NetworkDraft): Blob {
  const card: Record<string, unknown> = {};
  if (draft.output !== '') card.output = draft.output;
  if (draft.input.trim() !== '') card.input = split(draft.input).map(wholeNumber);
  if (draft.scale === 'own')
    card.scale = { mean: split(draft.mean).map(number), sd: split(draft.sd).map(number) };
  else if (draft.scale !== 'unit') card.scale = draft.scale;
  if (draft.layout !== '') card.layout = draft.layout;
  if (draft.dataset !== '') card.dataset = draft.dataset;
  for (const key of ['classes', 'layers'] as const) {
    const names = split(draft[key]);
    if (names.length > 0) card[key] = names;
  }
  return new Blob([JSON.stringify(card)], { type: 'application/json' });
}

function split(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wholeNumber(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function number(text: string): number | string {
  return /^-?[\d.]+$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

export type NetworkField =
  'name' | 'network' | 'card' | 'input' | 'output' | 'scale' | 'layout' | 'classes' | 'layers' | 'dataset';

/** The field of the form that a problem is about; null for none. */
export function networkField(problem: Problem, draft: NetworkDraft): NetworkField | null {
  const field = problem.field;
  if (field === 'name' || field === 'network') return field;
  if (field === 'images') return 'dataset';
  if (field === undefined || !/^card\b/.test(field)) return null;
  if (draft.describedBy === 'file') return 'card';
  const member = /^card[ .](input|output|scale|layout|classes|layers)\b/.exec(field)?.[1];
  return (member as NetworkField | undefined) ?? 'input';
}
