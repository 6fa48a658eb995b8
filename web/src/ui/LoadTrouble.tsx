import { Notice } from './Notice';

interface Props {
  /** What went wrong, or null for nothing. */
  trouble: string | null;
  retry: () => void;
}

/** Says that something could not be loaded, and offers to try again. */
export function LoadTrouble({ trouble, retry }: Props) {
  return (
    trouble !== null && (
      <Notice tone="error" role="alert">
        {trouble}{' '}
        <button type="button" class="small" onClick={retry}>
          Try again
        </button>
      </Notice>
    )
  );
}
