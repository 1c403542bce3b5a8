/** What the README says can be typed, can be typed. */
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { emptyDatabase } from './support/database.ts'
import { read, root } from './support/house.ts'

/** The commands of the README's sh blocks, line by line. */
const commands = [...read('README.md').matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block]) => (block ?? '').split('\n'))
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))

/** Running the tests from a test would never end; that it is what CI runs is asserted below. */
const ownTests = 'npm test'

const database = await emptyDatabase()

describe('the README', () => {
  test('names the two commands of a fresh clone first', () => {
    expect(commands.slice(0, 2)).toEqual(['npm run demo', ownTests])
  })

  test('names the test command that CI runs', () => {
    expect(read('.ci/run')).toMatch(/^npm test /m)
    expect(JSON.parse(read('package.json')).scripts.test).toBe('node scripts/run.cjs test')
  })

  test.each(commands.filter((command) => command !== ownTests))(
    '%s',
    { timeout: 180_000 },
    async (command) => {
      const { code, output } = await typed(command)
      expect(code, output).toBe(0)
      expect(output).not.toMatch(/\bat .*\.js:\d+/)
    },
  )
})

/** Types a command at the root, on a database of this file's own. */
function typed(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = { ...process.env, DATABASE_URL: database.url, NO_COLOR: '1', VITEST: '' }
  const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}
