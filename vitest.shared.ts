/** What every vitest project here has in common. */
import { defineProject } from 'vitest/config'
import { fileURLToPath } from 'node:url'

export default defineProject({
  oxc: { target: 'node20', decorator: { legacy: true, emitDecoratorMetadata: false } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('test/support/global-setup.ts', import.meta.url))],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
