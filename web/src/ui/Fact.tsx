import type { ComponentChildren } from 'preact';
import { Word } from './Word';

/** A term and its value in a list with the class `facts`. */
export function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>
        <Word>{term}</Word>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
