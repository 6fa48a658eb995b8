import { Notice } from './Notice';

interface Props {
  /** The error of the last request; null for none. */
  error: string | null;
  /** Whether a request has succeeded. */
  loaded: boolean;
}

/** Says that a list is loading, or that it cannot be loaded or updated. */
export function ListStatus({ error, loaded }: Props) {
  if (error === null) return loaded ? null : <p class="muted">Loading…</p>;
  return (
    <Notice tone="error" role="alert">
      {error} {loaded && 'The list may be outdated.'}
    </Notice>
  );
}
