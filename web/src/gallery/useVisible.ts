import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const SETTLE_MILLIS = 80;

/** Reports the visible tiles (their data-index) after scrolling stops. `key` changes with the set of tiles. */
export function useVisible(
  grid: RefObject<HTMLElement | null>,
  key: string,
  onVisible: (indices: number[]) => void,
): void {
  useEffect(() => {
    if (!grid.current) return;
    const seen = new Set<number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const index = Number((entry.target as HTMLElement).dataset.index);
          if (entry.isIntersecting) seen.add(index);
          else seen.delete(index);
        }
        clearTimeout(timer);
        timer = setTimeout(() => onVisible([...seen]), SETTLE_MILLIS);
      },
      { rootMargin: '64px' },
    );
    for (const tile of grid.current.querySelectorAll('[data-index]')) observer.observe(tile);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [key, onVisible]);
}
