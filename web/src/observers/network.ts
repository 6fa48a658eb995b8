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
  classes: string;
  replace: boolean;
}

export const DEFAULT_NETWORK: NetworkDraft = {
  name: '',
  network: null,
  describedBy: 'form',
  card: null,
  input: '1, 28, 28',
  output: 'logits',
  classes: '',
  replace: false,
};

/** Returns a draft with another network file. The name follows the file; a .safetensors file needs a card file. */
export function withNetwork(draft: NetworkDraft, network: File | null): NetworkDraft {
  if (network === null) return { ...draft, network };
  const before = draft.network ? stem(draft.network.name) : '';
  return {
    ...draft,
    network,
    name: draft.name === before ? stem(network.name) : draft.name,
    describedBy: network.name.endsWith('.safetensors') ? 'file' : draft.describedBy,
  };
}

function stem(file: string): string {
  return file.replace(/\.(pt|safetensors)$/, '');
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
  const card: Record<string, unknown> = { input: split(draft.input).map(number), output: draft.output };
  const classes = split(draft.classes);
  if (classes.length > 0) card.classes = classes;
  return new Blob([JSON.stringify(card)], { type: 'application/json' });
}

function split(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function number(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export type NetworkField = 'name' | 'network' | 'card' | 'input' | 'output' | 'classes';

/** The field of the form that a problem is about; null for none. */
export function networkField(problem: Problem, draft: NetworkDraft): NetworkField | null {
  const field = problem.field;
  if (field === 'name' || field === 'network') return field;
  if (field === undefined || !/^card\b/.test(field)) return null;
  if (draft.describedBy === 'file') return 'card';
  const member = /^card\.(input|output|classes)$/.exec(field)?.[1];
  return (member as NetworkField | undefined) ?? 'input';
}
