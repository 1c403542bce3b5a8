/** Rows are what the parsers of their types make of them, however they are read: from bytes, from texts, or through pg. */
import { Client, types } from 'pg'
import { DataTypes, Sequelize } from 'sequelize'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ask } from '../dist/async/connection.js'
import type { ConnectionConfig, TypeParsers } from '../dist/driver/connection.js'
import type { Connection } from './support/connections.ts'
import { databaseConfig, open, ways } from './support/connections.ts'

let config: ConnectionConfig

beforeAll(async () => {
  config = await databaseConfig()
})

/** A connection whose rows come through pg's own parser: somebody else listens to its stream as well. */
async function openOverheard(parsers: TypeParsers): Promise<Connection> {
  const client = new Client({ ...config, ssl: false, types: parsers as typeof types })
  await client.connect()
  streamOf(client).on('data', () => undefined)
  afterAll(() => client.end())
  return {
    run: (statement) => ask(client, true, { values: [], prepare: true, ...statement }),
    isUsable: () => true,
    close: () => client.end(),
  }
}

function streamOf(client: Client): NodeJS.ReadableStream {
  return (client as unknown as { readonly connection: { readonly stream: NodeJS.ReadableStream } }).connection
    .stream
}

/** Sequelize's parsers, with the oids it learns when it connects. */
function parsersOfSequelize(): TypeParsers {
  const { connectionManager } = new Sequelize('postgres://nowhere/none', { logging: false }) as unknown as {
    readonly connectionManager: TypeParsers & {
      nameOidMap: object
      refreshTypeParser(types: unknown): void
    }
  }
  const oids = {
    int4: 23,
    int2: 21,
    int8: 20,
    numeric: 1700,
    bool: 16,
    date: 1082,
    timestamptz: 1184,
    varchar: 1043,
  }
  connectionManager.nameOidMap = Object.fromEntries(
    Object.entries(oids).map(([name, oid]) => [name, { oid }]),
  )
  connectionManager.refreshTypeParser((DataTypes as unknown as { readonly postgres: unknown }).postgres)
  return { getTypeParser: connectionManager.getTypeParser.bind(connectionManager) }
}

/** Values of many types: of each those at its edges, in PostgreSQL's words. */
const edges: Readonly<Record<string, readonly string[]>> = {
  int2: ['0', '-1', '32767', '-32768'],
  int4: ['0', '7', '-2147483648', '2147483647'],
  int8: ['0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993'],
  oid: ['0', '4294967295'],
  numeric: ['0', '1.10', '-0.000001', '1e40', 'NaN', 'Infinity', '-Infinity', '123456789012345678901234567890.123'],
  float4: ['0', '-0', '1.5', 'NaN', 'Infinity', '1e-30'],
  float8: ['0', '-0', '0.1', 'NaN', '-Infinity', '1.7976931348623157e308', '5e-324'],
  bool: ['true', 'false'],
  text: ['', ' ', 'a', 'Ünïcødé', '日本語', '🙂', 'null', `it's "so" \\`, '\u007f\u0080\u07ff\u0800\uffff', 'x'.repeat(63), 'x'.repeat(64), 'é'.repeat(33), 'tab\tnew\nline'],
  varchar: ['', 'plain', 'naïve'],
  'char(5)': ['', 'ab', 'é'],
  '"char"': ['x', ''],
  name: ['a_name'],
  bytea: ['', '\\x00ff27', '\\xdeadbeef'],
  date: ['2026-02-03', '0001-01-01', '0099-12-31', '0100-01-01', '9999-12-31', '10000-01-01', '294276-12-31', '0044-03-15 BC', 'infinity', '-infinity', '2000-02-29', '1900-02-28', '1900-03-01'],
  timestamp: ['2026-02-03 04:05:06', '2026-02-03 04:05:06.7', '2026-02-03 04:05:06.789123', '0050-06-01 00:00:00', '0044-03-15 12:00:00.5 BC', '20000-01-01', 'infinity', '-infinity', '2026-03-29 02:30:00', '2026-10-25 02:30:00'],
  timestamptz: ['2026-02-03 04:05:06+00', '2026-02-03 04:05:06.001+00', '2026-02-03 04:05:06.999999+05:30', '1800-01-01 00:00:00+00', '0099-12-31 23:59:59+00', '0100-01-01 00:00:00+00', '10000-01-01+00', '0001-01-01 00:00:00+00 BC', 'infinity', '-infinity', '1969-12-31 23:59:59.999+00', '2024-02-29 12:00:00+00', '2400-02-29 12:00:00+00', '2142-09-17 00:00:00.565+00', '1857-04-15 23:59:59.999999+00', '4713-11-24 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00', '275760-09-12 00:00:00+00', '2000-01-01 00:00:00+00', '1999-12-31 23:59:59.999999+00'],
  time: ['00:00:00', '23:59:59.999999', '24:00:00'],
  timetz: ['04:05:06+05:30'],
  interval: ['0', '1 year 2 mons -3 days 04:05:06.789', '-1 hour', '100 days'],
  json: ['null', '{"a": [1, null, "é"]}', '"text"', '1.5', '[]'],
  jsonb: ['null', '{"b": {"c": "日本"}}', 'true'],
  uuid: ['00000000-0000-0000-0000-000000000001'],
  inet: ['10.0.0.1/24', '::1'],
  macaddr: ['08:00:2b:01:02:03'],
  money: ['1234.56', '-0.01'],
  point: ['(1.5,-2)'],
  circle: ['<(1,2),3>'],
  bit: ['1'],
  int4range: ['[1,5)', 'empty', '(,)'],
  tstzrange: ['["2026-02-03 04:05:06+00",infinity)'],
  'int4[]': ['{}', '{1,NULL,-3}', '{{1,2},{3,4}}'],
  'int8[]': ['{9223372036854775807}'],
  'text[]': ['{}', '{"a,b",NULL,"NULL","\\"","é"}'],
  'timestamptz[]': ['{"2026-02-03 04:05:06+00",NULL}'],
  'bool[]': ['{t,f,NULL}'],
  'numeric[]': ['{1.10,NaN}'],
  xml: ['<a>é</a>'],
  mood: ['sad', 'très gai'],
} // prettier-ignore

/** One statement with each value of each type but one, and NULL. */
function everyEdge(leftOut?: string): string {
  const literal = (value: string, type: string) => `'${value.replaceAll("'", "''")}'::${type}`
  const wanted = Object.entries(edges).filter(([type]) => type !== leftOut)
  const cells = wanted.flatMap(([type, values]) => [
    ...values.map((value) => literal(value, type)),
    `null::${type}`,
  ])
  return `select ${cells.join(', ')}`
}

/** Rows of many random values; the same each time. */
const random = `select setseed(0.5), i, (random() * 4294967295 - 2147483648)::int4, ((random() - 0.5) * 1.8e19)::int8,
  ((random() - 0.5) * 1e12)::numeric(20, 6), random(), random()::float4, random() < 0.5, md5(i::text), nullif(i % 3, 0),
  timestamptz '4700-01-01 BC' + random() * interval '17000 years', timestamptz '1850-01-01' + random() * interval '300 years', timestamp '0100-01-01' + random() * interval '12000 years',
  date '0100-01-01' + (random() * 4000000)::int, timestamptz '1970-01-01' + i * interval '1.000001 s',
  repeat(chr(32 + i % 90), i % 130), repeat(chr(160 + i % 900), i % 70), repeat('日本' || i, i % 7),
  date_trunc('milliseconds', timestamptz '2026-01-01' + i * interval '1 ms'), gen.at
  from (select i, case when i % 2 = 0 then 'odd' end as at from generate_series(1, 5000) i) gen`

describe.each([
  ['pg', types as TypeParsers],
  ['Sequelize', parsersOfSequelize()],
  ['the user', { getTypeParser: (oid: number) => (text: string) => `${oid}: ${text}` }],
])('with the parsers of %s', (_, parsers) => {
  let overheard: Connection
  let connections: readonly Connection[]

  beforeAll(async () => {
    overheard = await openOverheard(parsers)
    const mood = `do $$ begin create type mood as enum ('sad', 'très gai'); exception when duplicate_object then null; end $$`
    await overheard.run({ text: mood, prepare: false })
    connections = await Promise.all(ways.map((way) => open(way, config, parsers)))
  })

  async function expectSame(text: string, settings: string): Promise<void> {
    const [wanted, ...rows] = await Promise.all(
      [overheard, ...connections].map(async (connection) => {
        await connection.run({ text: settings, prepare: false })
        return [await connection.run({ text }), await connection.run({ text }), await connection.run({ text, prepare: false })]
      }),
    ) // prettier-ignore
    expect(wanted?.[0]?.rows.length).toBeGreaterThan(0)
    for (const results of rows) expect(results).toStrictEqual(wanted)
  }

  test.each([
    `set datestyle to iso; set time zone 'UTC'`,
    `set datestyle to iso; set time zone 'Asia/Kolkata'`,
    `set datestyle to iso; set time zone 'America/St_Johns'`,
    `set datestyle to iso; set time zone interval '-01:30' hour to minute`,
    `set datestyle to iso; set intervalstyle to iso_8601; set bytea_output to escape; set extra_float_digits to -3`,
  ])('reads the edges of every type as they do: %s', async (settings) => {
    await expectSame(everyEdge(), settings)
  })

  // Their parsers can make no moment of such texts; where it comes as a number none is needed.
  test.each([
    `set datestyle to german; set time zone 'Europe/Berlin'`,
    `set datestyle to sql, dmy`,
    `set datestyle to postgres`,
  ])('reads the edges of every type but timestamptz as they do: %s', async (settings) => {
    await expectSame(everyEdge('timestamptz'), settings)
  })

  test('reads random values of every type as they do', async () => {
    await expectSame(random, `set datestyle to iso; set time zone 'UTC'; set intervalstyle to postgres`)
  })

  test('reads cells and rows longer than what comes at once', async () => {
    const lengths = [1, 2000, 2048, 65_535, 65_536, 1_000_000]
    const cells = lengths.flatMap((length) => [`repeat('x', ${length})`, `repeat('é', ${length})`, `'end'`])
    await expectSame(`select i, ${cells.join(', ')} from generate_series(1, 3) i`, 'select 1')
  })
})

test('over pg a moment is read in whatever style of dates, once its statement is known', async () => {
  const connection = await open('async', config)
  await connection.run({ text: 'set datestyle to german', prepare: false })
  const text = `select timestamptz '2026-02-03 04:05:06.789+00'`
  await connection.run({ text })
  expect((await connection.run({ text })).rows).toEqual([[new Date('2026-02-03T04:05:06.789Z')]])
})

describe.each(ways)('the bytes of rows, %s', (way) => {
  let connection: Connection

  beforeAll(async () => {
    connection = await open(way, config)
  })

  test('are those of their messages: 7 for a row, 4 for a cell, and those of what is in it', async () => {
    const text = `select i, 'é', null::int, '' from generate_series(9, 10) i`
    const bytes = 2 * (7 + 4 * 4) + 1 + 2 + 2 * 2
    for (const prepare of [true, true, false]) {
      expect(await connection.run({ text, prepare, counted: true })).toMatchObject({ bytes })
      expect(await connection.run({ text, prepare, counted: true, before: 'BEGIN', after: 'COMMIT' })).toMatchObject({ bytes }) // prettier-ignore
    }
    expect(await connection.run({ text: 'select 1 where false', counted: true })).toMatchObject({ bytes: 0 })
    const several = { text: `select 'long enough'; select 1`, prepare: false, counted: true } as const
    expect(await connection.run(several)).toMatchObject({ bytes: 12 })
  })

  test('are fewer for a moment over pg, once its statement is known', async () => {
    const statement = { text: `select timestamptz '2026-02-03 04:05:06.789123+00'`, counted: true } as const
    await connection.run({ text: `set time zone 'UTC'`, prepare: false })
    expect(await connection.run(statement)).toMatchObject({ bytes: 7 + 4 + 29 })
    expect(await connection.run(statement)).toMatchObject({ bytes: 7 + 4 + (way === 'async' ? 8 : 29) })
  })

  test('are not counted for nobody', async () => {
    expect(await connection.run({ text: 'select 1' })).not.toHaveProperty('bytes')
  })
})

test("pg's own queries go on over a connection that is read from bytes, with notices and notifications in between", async () => {
  const client = new Client({ ...config, ssl: false })
  const heard: unknown[] = []
  client.on('notice', ({ message }) => heard.push(message))
  client.on('notification', ({ payload }) => heard.push(payload))
  await client.connect()
  await client.query(`listen here; create function told(i int) returns int language plpgsql as
    $$ begin raise notice 'told %', i; perform pg_notify('here', i::text); return i; end $$`)
  const own = () =>
    client.query({ text: 'select told(i) as i from generate_series(1, 2) i', rowMode: 'array' })
  const ours = (text: string) => ask(client, true, { text, values: [], prepare: true })
  for (let turn = 0; turn < 3; turn++) {
    const results = await Promise.all([
      own(),
      ours('select told(3) as i'),
      own(),
      ours('select told(4), null'),
    ])
    expect(results.map(({ rows }) => rows)).toEqual([[[1], [2]], [[3]], [[1], [2]], [[4, null]]])
    await expect(ours('select told(5) / 0')).rejects.toMatchObject({ code: '22012' })
    expect(heard.splice(0).filter((said) => said === '3' || said === 'told 4')).toEqual(['3', 'told 4'])
  }
  const copy = { text: 'copy (select 1) to stdout', values: [], prepare: false }
  expect(await ask(client, true, copy)).toMatchObject({ rows: [], count: 1 })
  expect((await own()).rows).toEqual([[1], [2]])
  expect(streamOf(client).listenerCount('data')).toBe(1)
  await client.end()
})

test('the bytes of rows are the same through pg', async () => {
  const overheard = await openOverheard(types)
  const text = `select i, 'é', null::int, '' from generate_series(9, 10) i`
  expect(await overheard.run({ text, counted: true })).toMatchObject({ bytes: 53 })
})

test('a parser of the user in the place of one of Sequelize is the one that is asked', async () => {
  const { DECIMAL } = (
    DataTypes as unknown as { readonly postgres: { readonly DECIMAL: { parse: unknown } } }
  ).postgres
  const { parse: own } = DECIMAL
  onTestFinished(() => void (DECIMAL.parse = own))
  DECIMAL.parse = (text: string) => {
    if (text !== '1.10') throw new Error(`Nobody has read ${text}.`)
    return { decimal: text }
  }
  for (const way of ways) {
    const connection = await open(way, config, parsersOfSequelize())
    const { rows } = await connection.run({ text: 'select 1.10::numeric, 7::int4' })
    expect(rows).toEqual([[{ decimal: '1.10' }, 7]])
  }
})
