import { defineConfig } from 'vitest/config';

// Relative asset paths, so that the server may mount the dashboard anywhere; nothing is inlined, so that a
// strict Content-Security-Policy (default-src 'self') holds.
export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The glossary of the manual is a page of the dashboard.
    fs: { allow: ['.', '../docs'] },
    proxy: {
      '/python': { target: 'http://127.0.0.1:8080' },
      '/api': { target: 'http://127.0.0.1:8080', ws: true, changeOrigin: true, rewriteWsOrigin: true },
    },
  },
  // Without isolation a test file does not load its modules and its document again.
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    isolate: false,
    setupFiles: 'src/test-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
