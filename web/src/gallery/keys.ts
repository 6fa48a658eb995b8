/** Index of the tile that a key moves the focus to; null for none. */
export function nextIndex(key: string, from: number, count: number, columns: number): number | null {
  const to = target(key, from, count, columns);
  return to === null || to < 0 || to >= count ? null : to;
}

function target(key: string, from: number, count: number, columns: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return from - 1;
    case 'ArrowRight':
      return from + 1;
    case 'ArrowUp':
      return from - columns;
    case 'ArrowDown':
      return from + columns;
    case 'PageUp':
      return Math.max(0, from - 5 * columns);
    case 'PageDown':
      return Math.min(count - 1, from + 5 * columns);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
