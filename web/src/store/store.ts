import { useEffect, useState } from 'preact/hooks';

/** A state that only its reducer changes, and that components can subscribe to. */
export class Store<State, Action> {
  private readonly listeners = new Set<() => void>();

  constructor(
    private current: State,
    private readonly reduce: (state: State, action: Action) => State,
  ) {}

  get state(): State {
    return this.current;
  }

  dispatch(action: Action): void {
    const next = this.reduce(this.current, action);
    if (next === this.current) return;
    this.current = next;
    for (const listener of [...this.listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** Subscribes to a store. */
export function useStore<State, Action>(store: Store<State, Action>): State {
  const [, setState] = useState(() => store.state);
  useEffect(() => {
    const follow = () => setState(() => store.state);
    follow();
    return store.subscribe(follow);
  }, [store]);
  return store.state; // also in the first render with another store
}
