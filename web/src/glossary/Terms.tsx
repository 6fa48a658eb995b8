import { glossaryHash } from '../route/route';
import { GLOSSARY, TERMS } from './glossary';
import './glossary.css';

/** Links from a figure to the words that explain it. */
export function Terms({ of }: { of: keyof typeof TERMS }) {
  return (
    <p class="terms">
      Glossary:
      {TERMS[of].map((word) => (
        <a
          key={word}
          href={glossaryHash(word)}
          title={GLOSSARY.find((entry) => entry.word === word)?.meaning}
        >
          {word}
        </a>
      ))}
    </p>
  );
}
