/** The benchmark as a person runs it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'

const { url } = await emptyDatabase()
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: url },
  })
}

type Row = {
  readonly name: string
  readonly median: number
  readonly ratio: number
  readonly lines: number
  readonly flaw?: string
}

describe('bench', () => {
  test('measures every contender on the same rows', () => {
    const { status, stdout, stderr } = bench('--users', '5', '--rounds', '2', '--json')
    expect([status, stderr]).toEqual([0, ''])
    const rows = JSON.parse(stdout) as readonly Row[]
    expect(rows.map(({ name }) => name)).toEqual([
      'pg, one join by hand',
      'Sequelize, include',
      'Sequelize, separate',
      'async, lazy',
      'async, joined',
      'async, selectin',
      'blocking, lazy',
      'blocking, joined',
      'blocking, selectin',
    ])
    expect(rows.filter(({ flaw }) => flaw === undefined).map(({ lines }) => lines)).toEqual(
      Array(8).fill(150),
    )
    expect(rows.every(({ median, ratio }) => median > 0 && ratio >= 1)).toBe(true)
  })

  test('prints a table, fastest first', () => {
    const { status, stdout } = bench('--users', '3', '--rounds', '1')
    expect(status).toBe(0)
    const ratios = [...stdout.matchAll(/(\d+\.\d\d) ×/g)].map(([, ratio]) => Number(ratio))
    expect(ratios).toHaveLength(9)
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
  })

  test.each([['--users', '0'], ['--rounds', 'many'], ['--what'], ['more']])(
    'refuses %s %s in one line',
    (...args) => {
      const { status, stdout, stderr } = bench(...args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^error: .*\n$/)
    },
  )
})
