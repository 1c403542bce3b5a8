/** All the tests of the house in one run: each package is a project, and so is the house itself. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Files mostly wait for the server: two at a time on the smallest machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      'packages/*',
      { extends: './vitest.shared.ts', root: '.', test: { name: 'house', include: ['test/*.test.ts'] } },
    ],
  },
})
