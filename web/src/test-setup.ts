import { vi } from 'vitest';

/** Longest time that a test waits for a condition; the standard second is short on a busy machine. */
const TIMEOUT_MILLIS = 20_000;

const { waitFor } = vi;
vi.waitFor = (condition, options = TIMEOUT_MILLIS) => waitFor(condition, options);

/** happy-dom has no canvas. Test files share their modules, so that each needs the same replacement. */
vi.mock('./chart/Plot', () => ({
  Plot: class {
    show() {}
    resize() {}
    redraw() {}
    destroy() {}
  },
}));
