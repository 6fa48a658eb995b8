import { Store } from '../store/store';

/** Whether the server refused a request without a valid token. */
export const login = new Store<{ needed: boolean }, boolean>({ needed: false }, (state, needed) =>
  state.needed === needed ? state : { needed },
);
