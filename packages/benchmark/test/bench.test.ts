/** The benchmark as a person runs it. What it measures is never asserted: only that it is all there, and that it says so when it is not. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { Results } from '../src/results/results.ts'

const { url } = await emptyDatabase()
const program = fileURLToPath(new URL('../dist/bench.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'retort-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url },
  })
}

/** As little as can be measured. */
const small = ['--quick', '--rounds', '1', '--contenders', 'pg,retort-async', '--only', 'W1,W2']

function files(of: string): readonly string[] {
  return readdirSync(join(folder, of)).toSorted()
}

function read(of: string, ending: string): string {
  const name = files(of).find((name) => name.endsWith(ending) && name !== 'schema.json') ?? ''
  return readFileSync(join(folder, of, name), 'utf8')
}

describe('bench', () => {
  let ended: ReturnType<typeof bench>
  beforeAll(() => {
    ended = bench(...small)
  }, 120_000)

  test('ends well, and is silent where nobody looks', () => {
    expect([ended.status, ended.stderr]).toEqual([0, ''])
  })

  test.each(['/proc/nowhere', join(folder, 'file')])('measures nothing that %s could not keep', (out) => {
    writeFileSync(join(folder, 'file'), '')
    const { status, stdout, stderr } = bench(...small, '--out', out)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: E[A-Z]+: cannot write to .* \[BAD_FOLDER\]\n$/)
  })

  test('prints a table for each workload, the fastest first, and names the files', () => {
    const [head = '', ...tables] = ended.stdout.split(/^(?=W\d: )/m)
    expect(head).toMatch(/Node v\d+.*PostgreSQL \d+/)
    expect(head).toMatch(/jit off.*synchronous_commit off/)
    expect(tables.map((table) => table.slice(0, 3))).toEqual(['W1:', 'W2:'])
    for (const table of tables) {
      expect(table).toContain('Retort async')
      const ratios = [...table.matchAll(/ (\d+\.?\d*) × /g)].map(([, ratio]) => Number(ratio))
      expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
      expect(ratios).toContain(1)
    }
    expect(ended.stdout).not.toContain('\x1B')
    const named = ended.stdout.match(/^results\/\S+$/gm)?.map((path) => path.slice('results/'.length))
    expect(named?.toSorted()).toEqual(files('results').filter((name) => name !== 'schema.json'))
  })

  test('says whether to believe it', () => {
    expect(ended.stdout).toMatch(/The machine (held still|was too noisy)/)
  })

  test('writes results by their schema, and the page', () => {
    const results = Results.parse(JSON.parse(read('results', '.json')))
    expect(results.workloads.map(({ name }) => name)).toEqual(['W1', 'W2'])
    expect(results.contenders.map(({ name }) => name)).toEqual(['pg', 'retort-async'])
    expect([results.growth, results.stream, results.worlds]).toEqual([[], [], undefined])
    expect(results.machine.settings).toMatchObject({ synchronous_commit: 'off', jit: 'off' })
    expect(files('results')).toContain('schema.json')
    expect(read('results', '.html')).toMatch(/^<!doctype html>/i)
  })

  test('leaves no database behind', async () => {
    const client = new pg.Client({ connectionString: inject('postgres').url })
    await client.connect()
    const { rows } = await client.query(
      `select datname from pg_database where datname like 'retort_bench_%'
       and not exists (select from pg_locks where locktype = 'advisory'
         and classid::bigint << 32 | objid::bigint = hashtextextended(datname::text, 0))`,
    )
    await client.end()
    expect(rows).toEqual([])
  })

  test('compares two runs', () => {
    const name = files('results').find((name) => /^\d.*json$/.test(name)) ?? ''
    const path = join('results', name)
    const { status, stdout, stderr } = bench('--compare', path, path)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/Nothing changed/)
  })
})

describe('bench --json', () => {
  test('prints results, and nothing else', () => {
    const parts = ['--only', 'w6, STREAM,flush']
    const { status, stdout, stderr } = bench(
      '--json',
      '--rounds',
      '1',
      '--contenders',
      'pg',
      ...parts,
      '--out',
      'other',
    )
    expect([status, stderr]).toEqual([0, ''])
    const results = Results.parse(JSON.parse(stdout))
    expect(results.workloads.map(({ name }) => name)).toEqual(['W6', 'flush'])
    expect(results).toEqual(JSON.parse(read('other', '.json')))
    const hasBar = results.stream.filter(({ isWithinBar }) => isWithinBar !== undefined)
    expect(hasBar.map(({ name, rows }) => [name.replace('(native)', '(worker)'), rows])).toContainEqual([
      'async, stream',
      20_000,
    ])
    expect(results.stream.every(({ rowsPerSecond, growth }) => rowsPerSecond > 0 && growth >= 0)).toBe(true)
  }, 120_000)
})

describe('bench refuses', () => {
  writeFileSync(join(folder, 'text.json'), 'not JSON')
  writeFileSync(join(folder, 'wrong.json'), '{"version": 1}')

  test.for([
    ['--rounds', 'many'],
    ['--rounds', '0'],
    ['--only', 'W9'],
    ['--only', ''],
    ['--contenders', 'pg,oracle'],
    ['--quick', '--full'],
    ['--users', '3'],
    ['--what'],
    ['more'],
    ['--compare', 'text.json'],
    ['--compare', 'text.json', 'wrong.json'],
    ['--compare', 'wrong.json', 'wrong.json'],
    ['--compare', 'nowhere.json', 'nowhere.json'],
    ['--compare', 'wrong.json', 'wrong.json', '--full'],
  ])('%j in one line', (args) => {
    const { status, stdout, stderr } = bench(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*\n$/)
  })

  test('a server that is not there', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...small], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' },
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: .*\n$/)
    expect(stderr).not.toContain('secret')
  })
})

test('bench --help lists what there is', () => {
  const { status, stdout } = bench('--help')
  expect(status).toBe(0)
  for (const name of ['W1', 'flush', 'growth', 'stream', 'worlds', 'retort-blocking', 'drizzle', '--compare'])
    expect(stdout).toContain(name)
})
