import { Notice } from './Notice';

interface Props {
  /** The error message; null for no error. */
  error: string | null;
  retry: () => void;
}

/** Shows a load error and a button to retry. */
export function LoadError({ error, retry }: Props) {
  return (
    error !== null && (
      <Notice tone="error" role="alert">
        {error}{' '}
        <button type="button" class="small" onClick={retry}>
          Try again
        </button>
      </Notice>
    )
  );
}
