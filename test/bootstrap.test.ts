/** How a fresh clone gets on its feet, and what it says where it cannot. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { files, read, root } from './support/house.ts'

type Lock = { alone<T>(run: () => Promise<T> | T, file: string): Promise<T> }
type Install = { isInstalled(): boolean; pnpm(): readonly string[] }

const require = createRequire(import.meta.url)
const { alone } = require('../scripts/lock.cjs') as Lock
const { isInstalled, pnpm } = require('../scripts/install.cjs') as Install
const folder = mkdtempSync(join(tmpdir(), 'retort-bootstrap-'))

function run(args: readonly string[], options: readonly string[] = []) {
  return spawnSync(process.execPath, [...options, join(root, 'scripts', 'run.cjs'), ...args], {
    encoding: 'utf8',
  })
}

/** A module that makes Node say it is another version. */
function pretending(version: string): readonly string[] {
  const file = join(folder, `node-${version}.cjs`)
  writeFileSync(file, `Object.defineProperty(process.versions, 'node', { value: '${version}' })`)
  return ['-r', file]
}

describe('the first look', () => {
  test.each(['0.12.18', '12.22.12', '18.20.8', '20.18.3'])('refuses Node %s in one line', (version) => {
    const { status, stdout, stderr } = run(['demo'], pretending(version))
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: Node\.js 20\.19 or newer is needed; this is [\d.]+\. .*\n$/)
    expect(stderr).toContain(version)
  })

  test('is taken by a file that any Node can read', () => {
    const source = read('scripts/run.cjs').replaceAll(/\/\*[\s\S]*?\*\//g, '')
    expect(source).not.toMatch(/=>|`|\?\.|\?\?|\b(let|const|async|class|import)\b/)
  })

  test.each([['nonsense'], []])('refuses an unknown command in one line', (...args) => {
    const { status, stdout, stderr } = run(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: unknown command ".*"\. There are .*demo.*test.*\n$/)
  })
})

describe('a command', () => {
  test.each([
    ['demo', '--nope'],
    ['build', 'everything'],
  ])('%s refuses %s in one line', (...args) => {
    const { status, stdout, stderr } = run(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      new RegExp(`^error: "${args[0]}" takes no arguments; it was given ${args[1]}\\.\\n$`),
    )
  })
})

describe('the set-up', () => {
  test('has nothing to do where it was done', () => {
    expect(isInstalled()).toBe(true)
    const { status, stdout, stderr } = run(['build'])
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })

  test('uses the pnpm that package.json pins', () => {
    const { packageManager, devDependencies } = JSON.parse(read('package.json'))
    expect(packageManager).toBe(`pnpm@${devDependencies.pnpm}`)
    expect(pnpm().join(' ')).toMatch(/node_modules.pnpm.bin.pnpm\.cjs$/)
  })

  test('is done by one at a time', async () => {
    const file = join(folder, 'one.lock')
    let inside = 0
    const most: number[] = []
    const work = async () => {
      inside += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      most.push(inside)
      inside -= 1
    }
    await Promise.all([alone(work, file), alone(work, file), alone(work, file)])
    expect(most).toEqual([1, 1, 1])
    expect(existsSync(file)).toBe(false)
  })

  test('does not wait for who is gone', async () => {
    const file = join(folder, 'gone.lock')
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    writeFileSync(file, String(pid))
    expect(await alone(() => readFileSync(file, 'utf8'), file)).toBe(String(process.pid))
  })

  test('lets go when the work fails', async () => {
    const file = join(folder, 'failed.lock')
    await expect(alone(() => Promise.reject(new Error('no')), file)).rejects.toThrow('no')
    expect(existsSync(file)).toBe(false)
  })
})

describe('the end of CI', () => {
  const totals = (report: object) => {
    const file = join(folder, 'report.json')
    writeFileSync(file, JSON.stringify(report))
    return spawnSync(process.execPath, [join(root, 'scripts', 'totals.cjs'), file], { encoding: 'utf8' })
  }

  test('is a plain line of totals', () => {
    const { status, stdout } = totals({ numPassedTests: 12, numFailedTests: 0, numFailedTestSuites: 0 })
    expect([status, stdout]).toEqual([0, '12 passed, 0 failed\n'])
  })

  test.each([
    [{ numPassedTests: 3, numFailedTests: 2, numFailedTestSuites: 1 }, '3 passed, 2 failed\n'],
    [{ numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 1 }, '3 passed, 1 failed\n'],
    [{ numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 }, '0 passed, 0 failed\n'],
  ])('fails for failed tests, files that did not run, and no tests at all', (report, line) => {
    const { status, stdout } = totals(report)
    expect([status, stdout]).toEqual([1, line])
  })
})

describe('the caches', () => {
  const { tasks, globalEnv } = JSON.parse(read('turbo.json'))

  test('never hold a demo or a benchmark, and know what a build depends on', () => {
    expect([tasks.demo.cache, tasks.bench.cache]).toEqual([false, false])
    expect(tasks.build.dependsOn).toEqual(['^build'])
    expect(tasks.test.dependsOn).toEqual(['topo', 'build', '@retort/migrations#build'])
    expect(globalEnv).toEqual(expect.arrayContaining(['DATABASE_URL', 'POSTGRES_*', 'RETORT_*']))
  })

  test('take every source into the key', () => {
    const inputs: readonly string[] = tasks.build.inputs
    const tops = new Set(files('packages/*/*/**').map((path) => path.split('/')[2]))
    const left = [...tops].filter((top) => !inputs.some((input) => input.startsWith(`${top}/`)))
    expect(left).toEqual(['test'])
  })
})
