/** All the tests of the house in one run: each package is a project, and so is the house itself. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      { extends: './vitest.shared.ts', root: '.', test: { name: 'house', include: ['test/*.test.ts'] } },
    ],
  },
})
