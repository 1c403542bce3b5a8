/** All the tests of the house in one run: each package is a project, and so is the house itself. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import shared from './vitest.shared.ts'

export default defineConfig({
  test: {
    // Files mostly wait for the server: two at a time on the smallest machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      'packages/*',
      { extends: './vitest.shared.ts', root: '.', test: { name: 'house', include: ['test/*.test.ts'] } },
      {
        ...shared,
        root: './packages/benchmark',
        // What is timed waits until all else is done.
        test: {
          ...shared.test,
          name: '@retort/benchmark, alone',
          include: ['test/alone/*.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
