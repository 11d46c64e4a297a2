import { defineConfig } from 'vitest/config'
import { inlineSourceForVite } from './build/inline-source.mjs'
import { LongestFirst } from './test/longest-first.js'
import { NO_RETRY_BY_ITSELF } from './test/repeats/budget.js'

/** Tests of child processes. */
const repeated = { setupFiles: ['test/repeats/repeat-disturbed.ts'], retry: NO_RETRY_BY_ITSELF }

export default defineConfig({
  plugins: [inlineSourceForVite()],
  test: {
    // Relative times in stacks and reports must not depend on where the tests run.
    env: { TZ: 'UTC', NO_COLOR: '1' },
    sequence: { sequencer: LongestFirst },
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.d.ts'] },
    projects: [
      {
        // Nothing in them waits, so the limit is one for hangs, not for slow machines.
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real child processes of the built package; more than two at a time would starve each other.
        extends: true,
        test: {
          name: 'scenarios',
          include: ['test/scenarios/*.test.ts'],
          testTimeout: 60_000,
          ...repeated,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The packed tarball in throw-away projects.
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/package/install-tarball.ts'],
          testTimeout: 180_000,
          ...repeated,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Real servers that npm does not install.
        extends: true,
        test: {
          name: 'services',
          include: ['test/services/*.test.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // Bun and Deno, which have a lock file of their own.
        extends: true,
        test: {
          name: 'runtimes',
          include: ['test/runtimes/*.test.ts'],
          testTimeout: 120_000,
          ...repeated,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
