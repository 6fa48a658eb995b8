import source from '../../../docs/reference/glossary.md?raw';

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
