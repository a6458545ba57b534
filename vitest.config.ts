import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { PATIENT } from './tests/support/patience'

const root = import.meta.dirname
const alias = { '@': root, 'server-only': path.join(root, 'tests/support/server-only.ts') }
/** Two files at once: each has a database, and where it needs one a server, of its own. */
const shared = { environment: 'node', passWithNoTests: false, maxWorkers: 2, expect: { poll: PATIENT } } as const

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          // Properties over many histories: seconds on a quiet machine, more on a busy one.
          testTimeout: 60_000,
          include: ['lib/**/*.test.{ts,tsx}', 'components/**/*.test.{ts,tsx}', 'simulator/**/*.test.{ts,tsx}'],
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          pool: 'forks',
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
