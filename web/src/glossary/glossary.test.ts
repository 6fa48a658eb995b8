import { expect, it } from 'vitest';
import { GLOSSARY, readGlossary, TERMS } from './glossary';

it('the glossary is read from its table', () => {
  const markdown = '# Glossary\n\n| word | meaning |\n| --- | --- |\n| look | `a` or b |\n| trial | one |\n';
  expect(readGlossary(markdown)).toEqual([
    { word: 'look', meaning: 'a or b' },
    { word: 'trial', meaning: 'one' },
  ]);
});

it('the glossary has the words that figures link to', () => {
  const words = new Set(GLOSSARY.map(({ word }) => word));
  expect(
    Object.values(TERMS)
      .flat()
      .filter((word) => !words.has(word)),
  ).toEqual([]);
});
