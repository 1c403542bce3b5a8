/** `compare` as a person runs it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { Results, Style } from '../src/results/results.ts'

const { url } = await emptyDatabase()
const program = fileURLToPath(new URL('../dist/compare.js', import.meta.url))
const blindMonitor = new URL('fixtures/blind-monitor.mjs', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'retort-compare-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = { ...process.env, DATABASE_URL: url }

function compare(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { ...env, ...more } })
}

type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

async function running(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { env })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  return { status: child.exitCode ?? -1, stdout, stderr }
}

/** Those of a run, without the schema that they name. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'schema.json')
    .toSorted()
}

describe('compare --quick', () => {
  const [forPrograms, forPeople] = [join(folder, 'json'), join(folder, 'text', 'deeper')]
  let json: Ran = { status: 1, stdout: '', stderr: '' }
  let text: Ran = json
  beforeAll(async () => {
    ;[json, text] = await Promise.all([
      running('--quick', '--json', '--out', forPrograms),
      running('--out', forPeople),
    ])
  }, 240_000)

  test('prints results as JSON, and nothing else', () => {
    expect([json.status, json.stderr]).toEqual([0, ''])
    const results = Results.parse(JSON.parse(json.stdout))
    expect(results.command).toBe(`compare --quick --json --out ${forPrograms}`)
    expect(results).toMatchObject({ size: 'quick', workloads: [], growth: [], stream: [], contenders: [] })
    expect(results.worlds?.grid.length).toBe(24)
    expect(results.worlds?.timelines.map(({ style }) => style)).toEqual(Style.options)
    expect(results.worlds?.advice.length).toBe(6)
  })

  test('writes them to a file, and a page beside it', () => {
    expect(readdirSync(forPrograms)).toContain('schema.json')
    const names = filesOf(forPrograms)
    expect(names.map((name) => name.replace(/^\d{4}-\d\d-\d\d-\d{6}/, ''))).toEqual([
      '-compare.html',
      '-compare.json',
    ])
    const [page = '', file = ''] = names.map((name) => readFileSync(join(forPrograms, name), 'utf8'))
    expect(JSON.parse(file)).toEqual(JSON.parse(json.stdout))
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('awaited in a loop')
  })

  test('prints tables, timelines and advice for people, without colours where it is piped', () => {
    expect([text.status, text.stderr]).toEqual([0, ''])
    expect(text.stdout).toMatch(/PostgreSQL \d/)
    for (const title of ['The server as near as it is', '1 ms more a round trip', '5 ms more a round trip'])
      expect(text.stdout).toContain(title)
    expect(text.stdout.match(/^ {2}event loop /gm)?.length).toBe(3)
    expect(text.stdout.match(/^- /gm)?.length).toBe(6)
    expect(text.stdout).not.toContain('\u001B')
  })

  test('ends with the names of its files', () => {
    const paths = filesOf(forPeople).map((name) => join(forPeople, name))
    expect(text.stdout.trimEnd().split('\n').slice(-2).toSorted()).toEqual(paths)
  })
})

test('a stall that the monitor does not see stops the run in one line', () => {
  const out = join(folder, 'blind')
  const { status, stdout, stderr } = compare(['--out', out], {
    NODE_OPTIONS: `--import=${blindMonitor.href}`,
  })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^error: The event loop was stalled for \d+ ms on purpose.*\[BLIND_MONITOR\]\n$/)
  expect(readdirSync(join(folder, 'blind'))).toEqual([])
})

test('no server is said in one line', () => {
  const { status, stdout, stderr } = compare(['--out', join(folder, 'none')], {
    DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/nothing',
  })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^error: .*\n$/)
  expect(stderr).not.toContain('secret')
})

test.each([[['--what']], [['more']], [['--quick', '--full']], [['--out']]])(
  'refuses %j in one line',
  (args) => {
    const { status, stdout, stderr } = compare(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*\n$/)
  },
)

test('tells what it does', () => {
  const { status, stdout } = compare(['--help'])
  expect(status).toBe(0)
  for (const option of ['--quick', '--full', '--json', '--out']) expect(stdout).toContain(option)
})
