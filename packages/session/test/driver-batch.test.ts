/** What is sent in one round trip, and what nobody waits for, in the three ways of sending statements. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionConfig } from '../dist/driver/connection.js'
import type { Connection, Gateway, Sent } from './support/connections.ts'
import { databaseConfig, failureOf, open, openGateway, ways } from './support/connections.ts'

let config: ConnectionConfig
let gateway: Gateway

beforeAll(async () => {
  config = await databaseConfig()
  gateway = await openGateway(config)
})

/** The ends of commands and of round trips. */
async function sent(): Promise<string> {
  return (await gateway.letters()).replaceAll(/[^EQS]/g, '')
}

describe.each(ways)('a batch, %s', (way) => {
  const table = `batch_${way}`
  const inTransaction = { before: 'BEGIN', after: 'COMMIT' }
  let connection: Connection
  let other: Connection

  const simple = (text: string) => connection.run({ text, prepare: false })
  const names = async () => (await other.run({ text: `select name from ${table} order by id` })).rows.flat()
  const insert = (id: number, name: string, changes: Partial<Sent> = {}) =>
    connection.run({
      text: `insert into ${table} values ($1, $2) returning id`,
      values: [String(id), name],
      ...inTransaction,
      ...changes,
    })

  beforeAll(async () => {
    connection = await open(way, { ...config, host: '127.0.0.1', port: gateway.port })
    other = await open(way, config)
    await simple(
      `create table ${table} (id int primary key, name text unique not null, parent int references ${table} deferrable initially deferred)`,
    )
  })

  beforeEach(async () => {
    await simple('rollback')
    await simple(`delete from ${table}`)
  })

  test.each([true, false])('goes out in one round trip, prepared: %s', async (prepare) => {
    await gateway.letters()
    const results = [await insert(1, 'one', { prepare }), await insert(2, 'two', { prepare })]
    expect(results).toEqual([1, 2].map((id) => ({ columns: ['id'], rows: [[id]], count: 1 })))
    expect(await sent()).toMatch(way === 'native' && prepare ? /^EEES(EEES)$/ : /^EEESEEES$/)
    expect(await names()).toEqual(['one', 'two'])
  })

  test('begins a transaction of the kind that is asked for, and leaves it open', async () => {
    const text = `select current_setting('transaction_isolation'), current_setting('transaction_read_only')`
    const before = 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY'
    expect((await connection.run({ text, before })).rows).toEqual([['serializable', 'on']])
    expect((await connection.run({ text })).rows).toEqual([['serializable', 'on']])
    await simple('rollback')
    expect((await connection.run({ text })).rows).toEqual([['read committed', 'off']])
  })

  test('counts what the statement affects, not what is around it', async () => {
    const text = `insert into ${table} select i, 'n' || i from generate_series(1, 7) i`
    expect(await connection.run({ text, ...inTransaction })).toEqual({ columns: [], rows: [], count: 7 })
    expect(await connection.run({ text: '', ...inTransaction })).toEqual({ columns: [], rows: [], count: 0 })
    expect(await connection.run({ text: 'select 1 as a', after: 'select 2 as b' })).toEqual({
      columns: ['a'],
      rows: [[1]],
      count: 1,
    })
  })

  test('takes several commands in one text, around which each goes on its own', async () => {
    await gateway.letters()
    const text = `insert into ${table} values (1, 'one'); select 2 as two`
    const result = await connection.run({ text, prepare: false, ...inTransaction })
    expect(result).toEqual({ columns: ['two'], rows: [[2]], count: 1 })
    expect(await sent()).toBe('QQQ')
    expect(await names()).toEqual(['one'])
    const wrong = { text: `insert into ${table} values (2, 'two'); selec`, prepare: false, ...inTransaction }
    expect(await failureOf(connection.run(wrong))).toMatchObject({
      code: '42601',
      position: String(wrong.text.indexOf('selec') + 1),
    })
    await simple('rollback')
    expect(await names()).toEqual(['one'])
  })

  const failing: readonly (readonly [code: string, statement: Sent, fields: object])[] = [
    ['42601', { text: 'selec $1', values: ['1'] }, { position: '1' }],
    ['42P01', { text: 'select $1::int from nowhere', values: ['1'] }, { severity: 'ERROR' }],
    ['22012', { text: 'select 1 / $1::int', values: ['0'] }, { message: 'division by zero' }],
    ['22P02', { text: 'select $1::int', values: ['x'] }, { where: expect.stringContaining('parameter') }],
    ['23505', { text: `insert into ${table} values (2, $1)`, values: ['one'] }, { table, constraint: `${table}_name_key` }],
  ] // prettier-ignore

  test.each(failing)(
    'tells which statement failed, and runs nothing behind it: %s',
    async (code, statement, fields) => {
      await insert(1, 'one')
      for (const prepare of [true, false, true]) {
        const failure = await failureOf(connection.run({ ...statement, prepare, ...inTransaction }))
        expect(failure).toMatchObject({ code, ...fields })
        expect(await failureOf(simple('select 1'))).toMatchObject({ code: '25P02' })
        await simple('rollback')
      }
      expect(connection.isUsable()).toBe(true)
      expect((await insert(3, 'three')).rows).toEqual([[3]])
      expect(await names()).toEqual(['one', 'three'])
    },
  )

  test('does not run the statement where what is in front of it fails', async () => {
    expect(await failureOf(insert(1, 'one', { before: 'BEGIN NONSENSE' }))).toMatchObject({ code: '42601' })
    expect(await names()).toEqual([])
    await insert(1, 'one')
    expect(await names()).toEqual(['one'])
  })

  test('throws what only the commit finds, and the transaction is over', async () => {
    const text = `insert into ${table} values (1, 'one', $1)`
    const orphan = connection.run({ text, values: ['99'], ...inTransaction })
    expect(await failureOf(orphan)).toMatchObject({ code: '23503', constraint: `${table}_parent_fkey` })
    expect((await connection.run({ text: 'select 1' })).rows).toEqual([[1]])
    expect(await names()).toEqual([])
  })

  test('prepares again what could not be prepared, whose table was altered, and what was discarded', async () => {
    const text = `select * from later_${way}`
    const read = () => connection.run({ text, before: 'BEGIN' }).finally(() => simple('rollback'))
    expect(await failureOf(read())).toMatchObject({ code: '42P01' })
    await simple(`create table later_${way} (id int)`)
    expect((await read()).columns).toEqual(['id'])
    await simple(`alter table later_${way} add column name text`)
    expect(await failureOf(read())).toMatchObject({ code: '0A000' })
    expect((await read()).columns).toEqual(['id', 'name'])
    for (const text of ['discard all', 'set client_min_messages to error']) await simple(text)
    const failures = [await failureOf(read()), await read().catch((error: unknown) => error)]
    expect(failures[0]).toMatchObject({ code: '26000' })
    expect((await read()).columns).toEqual(['id', 'name'])
  })

  test('refuses several statements in one prepared text, and COPY without rows', async () => {
    expect(await failureOf(connection.run({ text: 'select 1; select 2', before: 'BEGIN' }))).toMatchObject({
      code: '42601',
    })
    await simple('rollback')
    for (const text of [`copy ${table} from stdin`, `/* a */ -- b\n copy ${table} from stdin`]) {
      const failure = await failureOf(connection.run({ text, ...inTransaction }))
      expect(failure).toMatchObject({ code: '57014' })
      await simple('rollback')
    }
    expect((await connection.run({ text: 'select 1', before: 'BEGIN', after: 'COMMIT' })).rows).toEqual([[1]])
  })

  test('keeps no more than 500 prepared statements', async () => {
    const own = await open(way, config)
    for (let index = 0; index < 520; index++) {
      const { rows } = await own.run({ text: `select ${index}, $1::int`, values: ['7'], ...inTransaction })
      expect(rows).toEqual([[index, 7]])
    }
    const text = 'select count(*)::int from pg_prepared_statements'
    expect((await own.run({ text, prepare: false })).rows).toEqual([[500]])
  })

  test('prepares nothing where that is switched off', async () => {
    const own = await open(way, { ...config, preparedStatements: false })
    for (const value of ['1', '2']) {
      expect((await own.run({ text: 'select $1::int', values: [value] })).rows).toEqual([[Number(value)]])
      expect((await own.run({ text: 'select 3', ...inTransaction })).rows).toEqual([[3]])
    }
    expect((await own.run({ text: 'select name from pg_prepared_statements' })).rows).toEqual([])
    expect(await failureOf(own.run({ text: 'select 1; select 2' }))).toMatchObject({ code: '42601' })
  })

  test('passes on what a parser of values throws, and goes on', async () => {
    const parsers = {
      getTypeParser: () => () => {
        throw new RangeError('no such value')
      },
    }
    const own = await open(way, config, parsers)
    for (const around of [inTransaction, {}]) {
      const failure = await failureOf(own.run({ text: 'select 1', ...around }))
      expect(failure).toEqual(new RangeError('no such value'))
      expect((await own.run({ text: 'select null::int', ...around })).rows).toEqual([[null]])
    }
    expect(own.isUsable()).toBe(true)
  })

  test('refuses what cannot be sent, and goes on', async () => {
    expect(await failureOf(insert(1, 'a\0b'))).toMatchObject({ code: '22021' })
    const values = Array.from({ length: 65_536 }, () => '1')
    expect(await failureOf(connection.run({ text: 'select 1', values }))).toMatchObject({ code: '54023' })
    expect((await insert(1, 'one')).rows).toEqual([[1]])
  })

  test('reads many rows of every kind as a statement of its own does', async () => {
    const text = `select i, i::text, i / 3.0, nullif(i % 2, 0), now(), array[i], '' from generate_series(1, 5000) i`
    await simple('begin')
    const alone = await connection.run({ text })
    await simple('commit')
    const { rows, count, columns } = await connection.run({ text, before: 'BEGIN', after: 'COMMIT' })
    expect([columns, count]).toEqual([alone.columns, 5000])
    const at = alone.columns.indexOf('now')
    const still = (row: readonly unknown[]) => row.toSpliced(at, 1)
    expect(rows.map(still)).toEqual(alone.rows.map(still))
  })

  test('is lost, and says so, when the server ends the connection before or in the middle of it', async () => {
    const [before, during] = [await open(way, config), await open(way, config)]
    const [[pid] = []] = (await before.run({ text: 'select pg_backend_pid()' })).rows
    await other.run({ text: 'select pg_terminate_backend($1::int, 10000)', values: [String(pid)] })
    const kill = 'select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)'
    for (const [own, text] of [
      [before, 'select 1'],
      [during, kill],
    ] as const) {
      // prettier-ignore
      const lost = await failureOf(own.run({ text, ...inTransaction }))
      expect(lost).toMatchObject({ code: '08006' })
      expect(lost.message).toMatch(/^The connection to PostgreSQL was lost: ./)
      expect(own.isUsable()).toBe(false)
      expect((await failureOf(own.run({ text: 'select 1' }))).code).toMatch(/^0800[36]$/)
    }
  })
})

describe.each(ways)('what nobody waits for, %s', (way) => {
  let connection: Connection
  let other: Connection
  let pid: string

  const rollback = () => connection.run({ text: 'ROLLBACK', prepare: false, unawaited: true })
  const select = (value: number) =>
    connection.run({ text: 'select $1::int', values: [String(value)], before: 'BEGIN' })
  const state = async () =>
    (
      await other.run({ text: 'select state from pg_stat_activity where pid = $1', values: [pid] })
    ).rows.flat()

  beforeAll(async () => {
    other = await open(way, config)
  })

  beforeEach(async () => {
    connection = await open(way, { ...config, host: '127.0.0.1', port: gateway.port })
    pid = String((await connection.run({ text: 'select pg_backend_pid()' })).rows[0]?.[0])
  })

  test('is sent at once, and has no result', async () => {
    await select(1)
    expect(await state()).toEqual(['idle in transaction'])
    expect(await rollback()).toEqual({ columns: [], rows: [], count: 0 })
    await expect.poll(state).toEqual(['idle'])
  })

  test('does not keep the next batch from being sent', async () => {
    await select(1)
    await rollback()
    await select(2)
    await gateway.hold(2)
    await rollback()
    expect((await select(3)).rows).toEqual([[3]])
    expect(await gateway.wasLate()).toBe(false)
  })

  test('leaves everything in order', async () => {
    for (let value = 0; value < 100; value++) {
      expect((await select(value)).rows).toEqual([[value]])
      await rollback()
    }
    expect((await connection.run({ text: 'select 1 as alone' })).rows).toEqual([[1]])
    for (const next of [
      { text: 'select 2; select 3', prepare: false },
      { text: 'select 3 as alone' },
      { text: 'select $1::int', values: ['3'], prepare: false },
    ]) {
      await select(1)
      await rollback()
      expect((await connection.run(next)).rows).toEqual([[3]])
    }
    await rollback()
    await rollback()
    expect(await failureOf(select(1).then(() => connection.run({ text: 'selec' })))).toMatchObject({
      code: '42601',
    })
    await rollback()
    expect((await select(4)).rows).toEqual([[4]])
    await rollback()
    await connection.close()
    await expect.poll(state).toEqual([])
  })

  test('makes the connection useless where it fails', async () => {
    for (const next of [() => select(1), () => connection.run({ text: 'select 1', prepare: false })]) {
      connection = await open(way, config)
      pid = String((await connection.run({ text: 'select pg_backend_pid()' })).rows[0]?.[0])
      await connection.run({ text: 'select 1 / 0', prepare: false, unawaited: true })
      const lost = await failureOf(next())
      expect(lost).toMatchObject({ code: '08006', message: expect.stringContaining('division by zero') })
      expect(connection.isUsable()).toBe(false)
      expect((await failureOf(next())).code).toMatch(/^0800[36]$/)
      await expect.poll(state).toEqual([])
    }
  })

  test('is found lost where the server ended the connection meanwhile', async () => {
    await select(1)
    await other.run({ text: 'select pg_terminate_backend($1::int, 10000)', values: [pid] })
    await rollback().catch(() => undefined)
    expect((await failureOf(select(2))).code).toMatch(/^0800[36]$/)
    expect(connection.isUsable()).toBe(false)
  })
})
