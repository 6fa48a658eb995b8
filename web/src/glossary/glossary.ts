import source from '../../../docs/glossary.md?raw';

export interface Entry {
  word: string;
  meaning: string;
}

/** Reads the table of a glossary in Markdown. */
export function readGlossary(markdown: string): Entry[] {
  return markdown
    .split('\n')
    .map((line) => /^\| (.+?) \| (.+) \|$/.exec(line))
    .filter((row) => row !== null)
    .map(([, word, meaning]) => ({ word: word!, meaning: meaning!.replaceAll('`', '') }))
    .filter(({ word }) => word !== 'word' && word !== '---');
}

/** The glossary of the manual. */
export const GLOSSARY: Entry[] = readGlossary(source);

/** What a word of the glossary means. */
export function meaningOf(word: string): string | undefined {
  return GLOSSARY.find((entry) => entry.word === word)?.meaning;
}

/** The words that explain each figure. */
export const TERMS = {
  studies: ['lowest reliability', 'assured reliability', 'trial', 'observer', 'readout'],
  maps: ['map', 'channel', 'reliability', 'effective trials', 'half A, half B'],
  map: ['map', 'estimand', 'convention', 'effective trials', 'assured reliability'],
  reliability: ['reliability', 'assured reliability', 'look', 'trial'],
  classification: ['classification image', 'trial'],
  axes: ['axis of a channel', 'spike-triggered covariance', 'effective trials'],
  regression: ['known channel', 'identified channel', 'score'],
  comparison: ['reliability', 'channel', 'look', 'trial'],
  difference: ['map', 'channel', 'estimand'],
  analysis: ['analysis', 'observer', 'stimulus', 'map'],
  confusion: ['observer', 'output'],
  demonstration: ['map', 'readout', 'estimator', 'trial', 'reliability'],
} as const;
