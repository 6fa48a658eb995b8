import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import './menu.css';

interface Props {
  text: string;
  /** Accessible name, which begins with the text. */
  label: string;
  testId: string;
  /** Items of the list; given a function that closes the menu. */
  children: (close: () => void) => ComponentChildren;
}

/** A button that opens a list. It closes on Escape and when the focus leaves it. */
export function Menu({ text, label, testId, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  return (
    <details
      class="menu"
      ref={menu}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        event.stopPropagation();
        close();
        menu.current.querySelector('summary')?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null && !menu.current?.contains(relatedTarget as Node)) close();
      }}
    >
      <summary aria-label={label}>{text}</summary>
      <ul>{children(close)}</ul>
    </details>
  );
}
