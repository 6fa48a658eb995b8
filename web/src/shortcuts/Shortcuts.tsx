import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../store/store';
import '../ui/dialog.css';
import { areShortcutsOn, isTyped, shortcuts, turnShortcuts, useShortcuts } from './shortcuts';
import './shortcuts.css';

const PAGES: { key: string; effect: string; needs?: 'write'; hash: string }[] = [
  { key: 's', effect: 'Studies', hash: '#/' },
  { key: 'n', effect: 'New study', needs: 'write', hash: '#/new' },
  { key: 'o', effect: 'Observers', hash: '#/observers' },
  { key: 'a', effect: 'Analyses', hash: '#/analyses' },
  { key: 'w', effect: 'Workers', hash: '#/workers' },
];

/** The foot of the page. It runs shortcuts, and lists them in a dialog that "?" opens. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  useShortcuts([
    { key: '?', effect: 'List of shortcuts', act: () => setOpen(true) },
    ...PAGES.map(({ hash, ...shortcut }) => ({ ...shortcut, act: () => (location.hash = hash) })),
  ]);
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyped(event) || !areShortcutsOn()) return;
      const found = shortcuts.state.findLast(({ key }) => key === event.key);
      if (found === undefined || (found.needs && document.documentElement.dataset.scope === 'read')) return;
      event.preventDefault();
      found.act();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <footer class="site">
      <button type="button" class="small" onClick={() => setOpen(true)}>
        Shortcuts <kbd>?</kbd>
      </button>
      {isOpen && <Overlay onClose={() => setOpen(false)} />}
    </footer>
  );
}

function Overlay({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const known = useStore(shortcuts);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="confirm-dialog"
      aria-labelledby="shortcuts-title"
      data-testid="shortcuts"
      onClose={onClose}
    >
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <dl class="shortcuts">
        {known.map(({ key, effect, needs }) => (
          <div key={key} data-needs={needs}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>arrow keys</kbd>
          </dt>
          <dd>Move between maps, pixels of a map and values of a chart, if it has the focus</dd>
        </div>
      </dl>
      <p>
        <label>
          <input
            type="checkbox"
            checked={areShortcutsOn()}
            onChange={(event) => turnShortcuts(event.currentTarget.checked)}
          />{' '}
          Use shortcuts of single keys
        </label>
      </p>
      <div class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
