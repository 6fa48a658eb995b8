import { meaningOf } from '../glossary/glossary';

/** A word of the glossary, which is explained when it is pointed at. */
export function Word({ children }: { children: string }) {
  const word = children.toLowerCase();
  return <abbr title={meaningOf(word) ?? meaningOf(word.replace(/s$/, ''))}>{children}</abbr>;
}
