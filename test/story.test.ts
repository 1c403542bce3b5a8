/** Both packages tell the same story, and so does the blocking one without libpq. */
import { afterEach, expect, test, vi } from 'vitest'
import { tellStory as tellAsync } from '@retort/async-demo'
import { tellStory as tellBlocking } from '@retort/sync-demo'
import { sample, silent, toAsync, toBlocking } from '@retort/story'
import { emptyDatabase } from './support/database.ts'
import { files, read } from './support/house.ts'

const databases = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase()])
const [first, second, third] = databases.map(({ url }) => ({ url, narrator: silent, sample: sample() }))

afterEach(() => {
  vi.unstubAllEnvs()
})

test(
  'the blocking story and the async one are the same, at the same time on one server',
  { timeout: 120_000 },
  async () => {
    if (first === undefined || second === undefined) throw new Error('no stage')
    const [blocking, concurrent] = await Promise.all([tellBlocking(first), tellAsync(second)])
    expect(concurrent).toEqual(blocking)
    expect(blocking.connect).toEqual({ within: 1, withoutCommit: 0, withCommit: 1 })
    expect(
      blocking.migrations.moves.map(({ direction, id }) => `${String(direction)} ${String(id)}`),
    ).toEqual(['up 0001', 'up 0002', 'down 0002', 'up 0002'])
    expect(blocking.repository.seeded).toEqual({ users: 200, products: 100, orders: 2000, lines: 6000 })
    expect(blocking.repository.found.isSame).toBe(true)
    expect(blocking.repository.deleted).toEqual({ users: 1, left: 199 })
    expect(blocking.relationships).toMatchObject({
      orphan: 'SequelizeForeignKeyConstraintError',
      restrict: 'SequelizeForeignKeyConstraintError',
      cascade: { orders: 10, afterwards: 0 },
      setNull: { after: null },
      inStep: { left: true, joined: true, key: true },
    })
    const [all, lines] = [50 + 500 + 1500, 1500]
    expect(blocking.joins.costs).toEqual([
      { strategy: 'lazy', statements: 1 + 50 + 500, rows: all, lines },
      { strategy: 'selectin', statements: 3, rows: all, lines },
      { strategy: 'joined', statements: 1, rows: 1500, lines },
      { strategy: 'subquery', statements: 3, rows: all, lines },
      { strategy: 'lateral', statements: 1, rows: 50, lines },
      { strategy: 'plain', statements: 3, rows: all, lines },
    ])
    expect(blocking.joins).toMatchObject({
      raised: 'RELATION_NOT_LOADED',
      later: lines,
      unindexed: 0,
    })
    expect(new Set(blocking.joins.bought.map(({ order }) => order)).size).toBe(3 * 2)
    expect(blocking.joins.bought.every(({ quantity }) => quantity !== undefined && quantity > 0)).toBe(true)
  },
)

test('a thread tells the blocking story as libpq does', { timeout: 120_000 }, async () => {
  if (third === undefined) throw new Error('no stage')
  vi.stubEnv('RETORT_BLOCKING_DRIVER', 'worker')
  const { repository, joins, syncToAsync } = await tellBlocking(third)
  expect(repository.seeded.lines).toBe(6000)
  expect(joins.costs.map(({ statements }) => statements)).toEqual([551, 3, 1, 3, 1, 3])
  expect(syncToAsync.orders).toEqual(Array.from({ length: 20 }, () => 10))
})

test('the text of one world is the text of the other, transformed', () => {
  const [blocking, concurrent] = ['sync-demo', 'async-demo'].map((name) =>
    region(read(`packages/${name}/src/chapters/07-sync-to-async.ts`), 'ordersOf'),
  )
  expect(toAsync(blocking ?? '')).toBe(concurrent)
  expect(toBlocking(concurrent ?? '')).toBe(blocking)
})

test('the guide shows the code that runs', () => {
  const sources = files('packages/*-demo/src/**/*.ts', 'packages/schema/src/*.ts').map((path) =>
    squeezed(read(path)),
  )
  const pages = files('docs/0*.md').filter((path) => path !== 'docs/02-tables.md')
  const strange = pages.flatMap((path) =>
    [...read(path).matchAll(/^```ts\n([\s\S]*?)^```/gm)]
      .map(([, code]) => squeezed(code ?? ''))
      .filter((code) => !sources.some((source) => source.includes(code)))
      .map((code) => `${path}: ${code.slice(0, 60)}`),
  )
  expect(pages).toHaveLength(6)
  expect(strange).toEqual([])
})

function region(source: string, name: string): string {
  return new RegExp(`// #region ${name}\\n([\\s\\S]*?)\\n// #endregion`).exec(source)?.[1] ?? ''
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
