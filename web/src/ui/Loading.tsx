import { Notice } from './Notice';

interface Props {
  /** The error of the last request; null for none. */
  error: string | null;
  /** Whether a request has succeeded. */
  loaded: boolean;
  /** Sends the request again; without, it is sent again by itself. */
  retry?: () => void;
}

/** Says that data is loading, or that it cannot be loaded or updated. */
export function Loading({ error, loaded, retry }: Props) {
  if (error === null) return loaded ? null : <p class="muted">Loading…</p>;
  return (
    <Notice tone="error" role="alert">
      {error}{' '}
      {retry ? (
        <button type="button" class="small" onClick={retry}>
          Try again
        </button>
      ) : (
        loaded && 'What is shown may be outdated.'
      )}
    </Notice>
  );
}
