import type { ComponentChildren } from 'preact';
import './notice.css';

interface Props {
  tone: 'info' | 'warning' | 'error';
  title?: string;
  children?: ComponentChildren;
  testId?: string;
  role?: 'alert';
}

/** A framed message. */
export function Notice({ tone, title, children, testId, role }: Props) {
  return (
    <div class={`notice ${tone}`} role={role} data-testid={testId}>
      {title && <strong>{title}</strong>}
      <div>{children}</div>
    </div>
  );
}
