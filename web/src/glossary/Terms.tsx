import { glossaryHash } from '../route/route';
import { meaningOf, TERMS } from './glossary';
import './glossary.css';

/** Links from a figure to the words that explain it. */
export function Terms({ of }: { of: keyof typeof TERMS }) {
  return (
    <p class="terms">
      Glossary:
      {TERMS[of].map((word) => (
        <a key={word} href={glossaryHash(word)} title={meaningOf(word)}>
          {word}
        </a>
      ))}
    </p>
  );
}
