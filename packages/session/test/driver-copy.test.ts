/** `COPY … FROM STDIN` in the three ways of sending statements. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionConfig } from '../dist/driver/connection.js'
import { Pages } from '../dist/driver/copy-pages.js'
import type { Connection } from './support/connections.ts'
import { databaseConfig, failureOf, open, ways } from './support/connections.ts'

let config: ConnectionConfig

beforeAll(async () => {
  config = await databaseConfig()
})

describe.each(ways)('COPY, %s', (way) => {
  const table = `copied_${way}`
  const text = `copy ${table} (id, name) from stdin`
  let connection: Connection
  let other: Connection

  const copy = (rows: Iterable<string>, around: object = {}) =>
    connection.run({ text, prepare: false, copy: rows, ...around })
  const simple = (text: string) => connection.run({ text, prepare: false })
  const stored = async () =>
    (await other.run({ text: `select id, name from ${table} order by id limit 5` })).rows

  beforeAll(async () => {
    connection = await open(way, config)
    other = await open('native', config)
    await simple(`create table ${table} (id int primary key, name text, check (name <> 'bad'))`)
  })

  beforeEach(() => simple(`truncate ${table}`))

  test('stores the rows of all chunks, wherever they are cut', async () => {
    const chunks = ['1\ton', 'e\n2\t\\N\n', '', '3\ttab\\t back\\\\slash\n', '4\tÜnïcødé 🙂 日本\n5\t']
    expect(await copy([...chunks, '\n'])).toEqual({ columns: [], rows: [], count: 5 })
    expect(await stored()).toEqual([
      [1, 'one'],
      [2, null],
      [3, 'tab\t back\\slash'],
      [4, 'Ünïcødé 🙂 日本'],
      [5, ''],
    ])
    expect(await copy([])).toEqual({ columns: [], rows: [], count: 0 })
    expect((await simple('select 1')).rows).toEqual([[1]])
  })

  test('takes a generator, and a transaction around it', async () => {
    function* rows(): Generator<string> {
      for (let id = 1; id <= 20_000; id++) yield `${id}\tname ${id}\n`
    }
    expect((await copy(rows(), { before: 'BEGIN' })).count).toBe(20_000)
    expect(await stored()).toEqual([])
    await simple('rollback')
    expect((await copy(rows(), { before: 'BEGIN', after: 'COMMIT' })).count).toBe(20_000)
    expect((await stored())[0]).toEqual([1, 'name 1'])
    expect(
      await connection.run({ text: 'select 1 as again', before: 'BEGIN', after: 'COMMIT' }),
    ).toMatchObject({
      rows: [[1]],
    })
  })

  test('stores nothing where the source throws, and throws the same', async () => {
    const error = new RangeError('no more rows')
    let isClosed = false
    function* rows(length: number): Generator<string> {
      try {
        for (let id = 1; id <= length; id++) yield `${id}\tone\n`
        throw error
      } finally {
        isClosed = true
      }
    }
    for (const length of [0, 1, 50_000]) {
      isClosed = false
      await expect(copy(rows(length))).rejects.toBe(error)
      expect(isClosed).toBe(true)
      await expect(copy(rows(length), { before: 'BEGIN', after: 'COMMIT' })).rejects.toBe(error)
      expect(await failureOf(simple('select 1'))).toMatchObject({ code: '25P02' })
      await simple('rollback')
    }
    const unreadable = { [Symbol.iterator]: () => { throw error } } // prettier-ignore
    await expect(copy(unreadable)).rejects.toBe(error)
    expect(await stored()).toEqual([])
    expect(connection.isUsable()).toBe(true)
    expect((await copy(['1\tone\n'])).count).toBe(1)
  })

  test.each([
    ['22P02', 'x\tone\n', 'column id: "x"'],
    ['22P04', '2\n', 'line 2'],
    ['22P04', '2\tone\tmore\n', 'line 2'],
    ['22021', '2\ta\0b\n', 'line 2'],
    ['23514', '2\tbad\n', 'line 2'],
    ['23505', '1\tone\n', 'line 2'],
  ])('throws what the server says of a row, with where it is: %s', async (code, row, where) => {
    let isClosed = false
    function* rows(): Generator<string> {
      try {
        yield '1\tone\n'
        yield row
        for (let id = 3; id < 100_000; id++) yield `${id}\tmore\n`
      } finally {
        isClosed = true
      }
    }
    for (const around of [{}, { before: 'BEGIN', after: 'COMMIT' }]) {
      const failure = await failureOf(copy(rows(), around))
      expect(failure).toMatchObject({ code, where: expect.stringContaining(where) })
      expect(isClosed).toBe(true)
      if ('before' in around) expect(await failureOf(simple('select 1'))).toMatchObject({ code: '25P02' })
      await simple('rollback')
    }
    expect(await stored()).toEqual([])
    expect(connection.isUsable()).toBe(true)
    expect((await copy(['1\tone\n'])).count).toBe(1)
  })

  test('asks for no row where the server does not want any', async () => {
    let asked = 0
    const rows = { [Symbol.iterator]: () => ({ next: () => ({ value: '1\tone\n', done: asked++ > 5 }) }) } // prettier-ignore
    const missing = { text: 'copy nowhere from stdin', prepare: false, copy: rows }
    for (const around of [{}, { before: 'BEGIN', after: 'COMMIT' }]) {
      expect(await failureOf(connection.run({ ...missing, ...around }))).toMatchObject({ code: '42P01' })
      await simple('rollback')
    }
    expect(await failureOf(copy(rows, { before: 'BEGIN NONSENSE' }))).toMatchObject({ code: '42601' })
    expect(asked).toBe(0)
    expect((await connection.run({ text: 'select 1 as one', copy: rows })).rows).toEqual([[1]])
    expect((await simple('select 1')).rows).toEqual([[1]])
  })

  test('throws what only the commit finds', async () => {
    await simple(`drop table if exists late_${way}`)
    await simple(`create table late_${way} (id int unique deferrable initially deferred)`)
    const late = { text: `copy late_${way} from stdin`, prepare: false, copy: ['1\n1\n'] }
    const failure = await failureOf(connection.run({ ...late, before: 'BEGIN', after: 'COMMIT' }))
    expect(failure).toMatchObject({ code: '23505' })
    expect((await simple('select 1')).rows).toEqual([[1]])
  })

  test('waits for a server that is slow, instead of piling rows up', async () => {
    await simple(
      `create or replace function slow_${way}() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
       create or replace trigger slow before insert on ${table} for each row when (new.id = 1) execute function slow_${way}()`,
    )
    const chunk = 'x'.repeat(65_536)
    const begun = performance.now()
    let early = 0
    function* rows(): Generator<string> {
      for (let id = 1; id <= 1500; id++) {
        if (performance.now() - begun < 700) early++
        yield `${id}\t${chunk}\n`
      }
    }
    expect((await copy(rows())).count).toBe(1500)
    expect(early).toBeGreaterThan(1)
    expect(early).toBeLessThan(1000) // the rest is what sockets may hold
    await simple(`drop trigger slow on ${table}`)
  })

  test('is lost, and says so, when the server ends the connection in the middle', async () => {
    const own = await open(way, config)
    const [[pid] = []] = (await own.run({ text: 'select pg_backend_pid()' })).rows
    let isClosed = false
    const kill = { text: 'select pg_terminate_backend($1::int, 10000)', values: [String(pid)] }
    function* rows(): Generator<string> {
      try {
        for (let id = 1; id < 1_000_000; id++) {
          if (id === 5000) void other.run(kill)
          yield `${id}\tone\n`
        }
      } finally {
        isClosed = true
      }
    }
    const lost = await failureOf(own.run({ text, prepare: false, copy: rows(), before: 'BEGIN' }))
    expect(lost).toMatchObject({ code: '08006' })
    expect(own.isUsable()).toBe(false)
    expect(isClosed).toBe(true)
    expect(await stored()).toEqual([])
  })
})

describe('Pages', () => {
  test('joins chunks, and asks for none before it needs it', () => {
    const asked: number[] = []
    function* chunks(): Generator<string> {
      for (let index = 0; index < 5; index++) {
        asked.push(index)
        yield String(index).repeat(30_000)
      }
    }
    const pages = new Pages(chunks())
    expect(asked).toEqual([])
    expect(pages.next()).toHaveLength(90_000)
    expect(asked).toEqual([0, 1, 2])
    expect(pages.next()).toHaveLength(60_000)
    expect(pages.next()).toBeUndefined()
    expect(pages.next()).toBeUndefined()
  })

  test('stops its source once, and keeps what that throws', () => {
    const error = new Error('at the end')
    function* chunks(): Generator<string> {
      try {
        for (;;) yield 'x'.repeat(70_000)
      } finally {
        throw error // oxlint-disable-line no-unsafe-finally
      }
    }
    const pages = new Pages(chunks())
    pages.next()
    pages.stop()
    pages.stop()
    expect(pages.thrown).toEqual({ error })
    expect(pages.next()).toBeUndefined()
  })
})
