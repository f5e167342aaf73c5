/** Two projects: `unit` (fast, no root, no browser) and `ui` (the window in a real Chromium). */

import { defineConfig } from 'vitest/config';

/** How long `expect.poll` looks again. Its own default of one second is over before a busy machine has drawn a page. */
const POLL = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/ui/**', 'test/lab/**', 'node_modules/**'],
          // How long a test takes says nothing on a shared machine; this only ends one that hangs.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: POLL,
        },
      },
      {
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          // One engine and one browser at a time: the machine has few cores, and the engine owns its ports.
          fileParallelism: false,
          testTimeout: 120_000,
          // Building the window is in here, and a Chromium that starts.
          hookTimeout: 300_000,
          expect: POLL,
        },
      },
    ],
  },
});
