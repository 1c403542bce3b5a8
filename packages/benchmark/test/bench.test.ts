/** The benchmark as a person runs it. What it measures is never asserted: only that all do the same work. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'

const { url } = await emptyDatabase()
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url },
  })
}

type Spread = { readonly median: number; readonly least: number; readonly most: number }
type Timed = {
  readonly name: string
  readonly milliseconds: Spread
  readonly ratio: Spread
  readonly found: number
  readonly flaw?: string
  readonly delay?: Spread
}
type Streamed = {
  readonly name: string
  readonly rows: number
  readonly rowsPerSecond: number
  readonly growth: number
  readonly isWithinBar?: boolean
}
type Report = {
  readonly surroundings: Readonly<Record<string, string>>
  readonly workloads: readonly {
    readonly name: string
    readonly kind: string
    readonly title: string
    readonly expected?: number
    readonly contenders: readonly (Timed & Streamed)[]
  }[]
}

function report(...args: readonly string[]): Report {
  const { status, stdout, stderr } = bench(...args, '--json')
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Report
}

/** As little as can be measured. */
const small = ['--quick', '--rounds', '1']

function workload({ workloads }: Report, name: string): Report['workloads'][number] {
  const found = workloads.find((each) => each.name === name)
  if (found === undefined) throw new Error(`${name} was not measured`)
  return found
}

/** Those that are there wherever the tests run. */
function named<T extends { readonly name: string }>(contenders: readonly T[]): readonly T[] {
  return contenders.filter(({ name }) => !name.includes('native'))
}

/** Those who load relations. */
function loaded(...byHand: readonly string[]): readonly string[] {
  const ways = ['selectin', 'joined', 'subquery', 'lateral', 'plain']
  return [
    ...byHand.map((way) => `pg by hand, ${way}`),
    'Sequelize, include',
    ...ways.flatMap((way) => [`async, ${way}`, `blocking, ${way}`]),
  ]
}

const contendersOf: Readonly<Record<string, readonly string[]>> = {
  joins: [
    'pg by hand, one join',
    'pg by hand, select-in',
    'Sequelize, include',
    'Sequelize, separate',
    'async, lazy',
    'async, joined',
    'async, selectin',
    'blocking, lazy',
    'blocking, joined',
    'blocking, selectin',
  ],
  W1: [
    'pg by hand, prepared',
    'Sequelize, findByPk',
    'async, a session each',
    'async, one session',
    'blocking, a session each',
    'blocking, one session',
  ],
  W2: loaded('one join', 'select-in'),
  growth: loaded('one join', 'select-in'),
  W3: loaded('one join', 'select-in', 'select-in, products once'),
  W8: loaded('one join', 'select-in', 'select-in, products once'),
  W4: loaded('one join', 'select-in'),
  W7: ['pg by hand, prepared, a pool', 'Sequelize, findByPk', 'async, a session each', 'async, one session'],
  W6: [
    'pg by hand, prepared',
    'pg by hand, begin and commit',
    'Sequelize, create',
    'async, add and commit',
    'blocking, add and commit',
  ],
  W5: [
    'pg by hand, unnest',
    'pg by hand, VALUES of many rows',
    'Sequelize, bulkCreate',
    'async, addAll and commit',
    'async, addAll and commit, built before',
    'async, insert, returning',
    'async, insert',
    'async, copy',
    'blocking, addAll and commit',
    'blocking, addAll and commit, built before',
    'blocking, insert, returning',
    'blocking, insert',
    'blocking, copy',
  ],
  stream: [
    'pg by hand, cursor',
    'async, stream',
    'blocking (worker), stream',
    'pg by hand, all at once',
    'Sequelize, findAll',
  ],
}

describe('bench --all', () => {
  let all: Report = { surroundings: {}, workloads: [] }
  beforeAll(() => {
    all = report(...small, '--all', '--users', '3', '--rows', '2000')
  }, 120_000)

  test('says on what it was measured', () => {
    const said = Object.keys(all.surroundings)
    expect(said).toEqual(['postgres', 'synchronousCommit', 'fsync', 'node', 'driver'])
    expect(Object.values(all.surroundings)).not.toContain('')
  })

  test('measures every workload, with all who take part in it', () => {
    const shown = all.workloads.map(({ name, contenders }) => [
      name,
      named(contenders).map(({ name }) => name),
    ])
    expect(Object.fromEntries(shown)).toEqual(contendersOf)
  })

  test.each(['joins', 'W1', 'W2', 'growth', 'W3', 'W8', 'W4', 'W7', 'W6', 'W5'])(
    '%s: whoever has no known flaw finds everything',
    (name) => {
      const { expected, contenders } = workload(all, name)
      const flawless = contenders.filter(({ flaw }) => flaw === undefined)
      expect(flawless.length).toBeGreaterThan(3)
      expect(flawless.filter(({ found }) => found !== expected)).toEqual([])
      for (const { milliseconds, ratio } of contenders) {
        for (const { least, median, most } of [milliseconds, ratio])
          expect([0, least, median, most]).toEqual([0, least, median, most].toSorted((a, b) => a - b))
      }
    },
  )

  test('measures each against the fastest by hand', () => {
    for (const { contenders } of all.workloads.filter(({ kind }) => kind === 'timed')) {
      const byHand = contenders.filter(({ name }) => name.startsWith('pg by hand'))
      expect(Math.min(...byHand.map(({ ratio }) => ratio.least))).toBe(1)
    }
  })

  test('watches the event loop where many read at the same time', () => {
    const watched = all.workloads.filter(({ contenders }) =>
      contenders.some(({ delay }) => delay !== undefined),
    )
    expect(watched.map(({ name }) => name)).toEqual(['W7'])
    for (const { delay } of workload(all, 'W7').contenders) expect(delay?.median).toBeGreaterThanOrEqual(0)
  })

  test('streams all rows, and a tenth where they are held at once', () => {
    const { contenders } = workload(all, 'stream')
    const rows = named(contenders).map(({ rows, isWithinBar }) => [rows, typeof isWithinBar])
    expect(rows).toEqual([
      [2000, 'undefined'],
      [2000, 'boolean'],
      [2000, 'boolean'],
      [200, 'undefined'],
      [200, 'undefined'],
    ])
    expect(contenders.every(({ growth, rowsPerSecond }) => growth >= 0 && rowsPerSecond > 0)).toBe(true)
  })
})

describe('bench', () => {
  test('measures the joins unless it is told otherwise', () => {
    const { workloads } = report(...small, '--users', '5')
    expect(workloads.map(({ name }) => name)).toEqual(['joins'])
    expect(workloads[0]?.title).toBe('joins: 5 users, 50 orders, 150 lines')
  })

  test('measures those that are named, in the order of their names', () => {
    const { workloads } = report(...small, '--only', 'w6, W1')
    expect(workloads.map(({ name }) => name)).toEqual(['W6', 'W1'])
  })

  test('prints a table for each, fastest first', () => {
    const { status, stdout } = bench(...small, '--only', 'joins,W1', '--users', '3')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^PostgreSQL \d.*synchronous_commit (on|off).*Node v/)
    const tables = stdout.split(/^(?=joins: |W1: )/m).slice(1)
    expect(tables.map((table) => table.match(/^[^:]+/)?.[0])).toEqual(['joins', 'W1'])
    for (const table of tables) {
      const ratios = [...table.matchAll(/(\d+\.\d\d) ×/g)].map(([, ratio]) => Number(ratio))
      expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
      expect(ratios).toContain(1)
    }
  })

  test('says who streams within 64 MiB', () => {
    const { stdout } = bench(...small, '--only', 'stream', '--rows', '1000')
    const lines = stdout.split('\n').filter((line) => /, stream /.test(line))
    expect(lines.length).toBeGreaterThanOrEqual(2)
    expect(lines.filter((line) => !/ (holds|missed) /.test(line))).toEqual([])
  })

  test.each([
    ['--users', '0'],
    ['--rounds', 'many'],
    ['--rows', '1.5'],
    ['--only', 'W9'],
    ['--only', ''],
    ['--only', 'W1', '--all'],
    ['--what'],
    ['more'],
  ])('refuses %s %s in one line', (...args) => {
    const { status, stdout, stderr } = bench(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*\n$/)
  })
})
