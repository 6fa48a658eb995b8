import { whole } from '../format/number';

interface Props {
  page: number;
  size: number;
  count: number;
  onPage: (page: number) => void;
}

/** Page buttons of a gallery; nothing for a single page. */
export function Pages({ page, size, count, onPage }: Props) {
  if (count <= size) return null;
  const last = Math.min(count, (page + 1) * size);
  return (
    <nav class="pages" aria-label="Pages of maps">
      <button type="button" class="small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <span class="number">
        {whole(page * size + 1)} to {whole(last)} of {whole(count)}
      </span>
      <button type="button" class="small" disabled={last === count} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}
