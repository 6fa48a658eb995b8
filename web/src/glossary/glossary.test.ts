import { expect, it } from 'vitest';
import { readGlossary } from './glossary';

it('the glossary is read from its table', () => {
  const markdown = '# Glossary\n\n| word | meaning |\n| --- | --- |\n| look | `a` or b |\n| trial | one |\n';
  expect(readGlossary(markdown)).toEqual([
    { word: 'look', meaning: 'a or b' },
    { word: 'trial', meaning: 'one' },
  ]);
});
