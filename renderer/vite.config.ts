/** Builds the window: `vite build renderer` from the project's root writes dist/renderer, which the engine serves. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Relative, so that the same files work behind any address.
  base: './',
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Never a data: address: the content security policy allows files of our own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
  },
});
