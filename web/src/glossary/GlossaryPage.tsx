import { useEffect, useRef } from 'preact/hooks';
import { GLOSSARY } from './glossary';
import './glossary.css';

/** The glossary of the manual, scrolled to a word. */
export function GlossaryPage({ word }: { word: string | null }) {
  const found = useRef<HTMLDivElement>(null);
  useEffect(() => found.current?.scrollIntoView({ block: 'center' }), [word]);
  return (
    <section class="page">
      <h1>Glossary</h1>
      {word !== null && !GLOSSARY.some((entry) => entry.word === word) && (
        <p data-testid="no-word">The glossary does not have “{word}”.</p>
      )}
      <dl class="card glossary">
        {GLOSSARY.map((entry) => (
          <div
            key={entry.word}
            ref={entry.word === word ? found : null}
            class={entry.word === word ? 'chosen' : undefined}
            data-word={entry.word}
          >
            <dt>{entry.word}</dt>
            <dd>{entry.meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
