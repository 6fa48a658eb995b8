import { useLayoutEffect, useRef } from 'preact/hooks';
import { Store } from '../store/store';

/** A key and what it does. */
export interface Shortcut {
  key: string;
  effect: string;
  /** The scope of a token without which the shortcut does nothing. */
  needs?: 'write';
  act: () => void;
}

type Change = { add: Shortcut[] } | { remove: Shortcut[] };

/** The shortcuts of the parts that are shown, in the order in which they were. */
export const shortcuts = new Store<Shortcut[], Change>([], (before, change) =>
  'add' in change
    ? [...before, ...change.add]
    : before.filter((shortcut) => !change.remove.includes(shortcut)),
);

/** Makes keys work from when a component is shown; keys and effects must not change meanwhile. */
export function useShortcuts(given: Shortcut[]): void {
  const latest = useRef(given);
  latest.current = given;
  useLayoutEffect(() => {
    const added = given.map((shortcut, i) => ({ ...shortcut, act: () => latest.current[i]!.act() }));
    shortcuts.dispatch({ add: added });
    return () => shortcuts.dispatch({ remove: added });
  }, []);
}

const OFF = 'revcor-shortcuts-off';

/** Whether keys work; a choice of the user that the browser keeps. */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

export function turnShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, 'true');
}

/** Whether a key belongs to a field or a dialog instead of a shortcut. */
export function isTyped({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey) return true;
  return (
    target instanceof Element &&
    target.closest('input:not([type=checkbox], [type=radio]), select, textarea, dialog') !== null
  );
}
