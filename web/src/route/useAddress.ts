import { useEffect, useState } from 'preact/hooks';

/**
 * What the part of the address after the question mark says. The second value replaces the address, without an entry
 * in the history.
 */
export function useAddress<T>(read: (query: string) => T): [value: T, replace: (hash: string) => void] {
  const now = () => read(location.hash.split('?', 2)[1] ?? '');
  const [value, setValue] = useState(now);
  const follow = () => setValue(now());
  useEffect(() => {
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const replace = (hash: string) => {
    history.replaceState(null, '', hash);
    follow();
  };
  return [value, replace];
}
