/**
 * The two blocking drivers give the same results and the same errors. They are imported from the build by path: the
 * package's public names are its two worlds, and a session would hide what is compared here.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseError, types } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import type { BlockingConnection, ConnectionConfig, Result } from '../dist/driver/connection.js'
import { conninfo } from '../dist/driver/conninfo.js'
import { connectFailure } from '../dist/driver/libpq-failure.js'
import { pickDriver } from '../dist/driver/pick.js'
import { PreparedNames } from '../dist/driver/prepared-names.js'
import { SessionError } from '../dist/error.js'

const names = ['native', 'worker'] as const
const open: BlockingConnection[] = []
let config: ConnectionConfig

beforeAll(async () => {
  const { hostname, port, username, password, pathname } = new URL((await emptyDatabase()).url)
  config = {
    host: decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    applicationName: `it's a "driver" \\ test`,
  }
})

afterAll(() => {
  for (const connection of open) connection.close()
})

function connect(name: (typeof names)[number], changes: Partial<ConnectionConfig> = {}): BlockingConnection {
  const connection = pickDriver(name).connect({ ...config, ...changes }, types)
  open.push(connection)
  return connection
}

function send(connection: BlockingConnection, text: string, ...values: (string | null)[]): Result {
  return connection.run({ text, values, prepare: false })
}

function sendPrepared(connection: BlockingConnection, text: string, ...values: (string | null)[]): Result {
  return connection.run({ text, values, prepare: true })
}

function thrown(work: () => unknown): DatabaseError {
  try {
    work()
  } catch (error) {
    return error as DatabaseError
  }
  throw new Error('nothing was thrown')
}

/** An error as data, without what differs from run to run. */
function fieldsOf({ name, message, ...fields }: DatabaseError): object {
  return { name, message, ...fields }
}

const everyType = `select 9007199254740993::bigint as big, 1.10::numeric as exact, 'NaN'::numeric as "exactNaN",
  'NaN'::float8 as "floatNaN", '-Infinity'::float8 as "minusInfinity", 1.5::float4 as float, true as yes, false as no,
  '\\x00ff27'::bytea as bytes, ''::bytea as "noBytes", timestamptz '2026-02-03 04:05:06.789+00' as at,
  'infinity'::timestamptz as never, date '2026-02-03' as day, '{"a": [1, null, "é"]}'::jsonb as json, 'null'::json as "jsonNull",
  array[1, null, 3] as numbers, array['a,b', '"', '', null] as texts, '{}'::int[] as none, array[array['a'], array['b']] as nested,
  null::text as nothing, '' as empty, null::int as "noNumber", 'Ünïcødé 🙂 日本' as unicode, interval '1 day 2 hours' as span,
  '00000000-0000-0000-0000-000000000001'::uuid as id, point(1, 2) as point, int4range(1, 5) as range, 'x'::"char" as letter,
  row(1, 'a') as pair, repeat('0123456789abcdef', 65536) as megabyte`

describe.each(names)('the %s driver', (name) => {
  const schema = `driver_${name}`
  let connection: BlockingConnection

  beforeAll(() => {
    connection = connect(name)
    send(connection, `create schema ${schema}`)
    send(connection, `set search_path to ${schema}`)
    send(
      connection,
      `create table parents (id int primary key, name text unique not null);
       create table children (id int primary key, parent_id int constraint fk_parent references parents, age int constraint ck_age check (age >= 0))`,
    )
  })

  test('parses every value by its type', () => {
    const { columns, rows, count } = send(connection, everyType)
    const row = Object.fromEntries(columns.map((column, index) => [column, rows[0]?.[index]]))
    expect(count).toBe(1)
    expect(row).toMatchObject({ big: '9007199254740993', exact: '1.10', exactNaN: 'NaN', floatNaN: NaN })
    expect(row).toMatchObject({
      yes: true,
      no: false,
      bytes: Buffer.from([0, 255, 39]),
      noBytes: Buffer.alloc(0),
    })
    expect(row).toMatchObject({
      at: new Date('2026-02-03T04:05:06.789Z'),
      never: Infinity,
      json: { a: [1, null, 'é'] },
    })
    expect(row).toMatchObject({
      jsonNull: null,
      numbers: [1, null, 3],
      texts: ['a,b', '"', '', null],
      none: [],
    })
    expect(row).toMatchObject({ nothing: null, empty: '', noNumber: null, unicode: 'Ünïcødé 🙂 日本' })
    expect(row).toMatchObject({ megabyte: '0123456789abcdef'.repeat(65_536) })
  })

  test.each([
    '',
    `it's`,
    `back\\slash`,
    `\\x00ff`,
    `"double"`,
    '$1 :name ?',
    'line\nbreak\ttab\r',
    '🙂',
    'null',
    `'; drop table parents; --`,
    'x'.repeat(1_000_000),
  ])('gives the value %j back as it was, prepared or not', (value) => {
    expect(send(connection, 'select $1::text', value).rows).toEqual([[value]])
    expect(sendPrepared(connection, 'select $1::text as prepared', value).rows).toEqual([[value]])
  })

  test('takes null and bytes in text form as values', () => {
    expect(
      send(connection, 'select $1::text, $2::bytea, $3::int[]', null, '\\x00ff', '{1,NULL}').rows,
    ).toEqual([[null, Buffer.from([0, 255]), [1, null]]])
  })

  test('replaces half a surrogate pair, which UTF-8 cannot hold', () => {
    expect(send(connection, 'select $1::text', 'a\ud83d').rows).toEqual([['a\ufffd']])
  })

  test('refuses a NUL character, in a value or in the text, and goes on', () => {
    expect(thrown(() => send(connection, 'select $1::text', 'a\0b'))).toMatchObject({ code: '22021' })
    expect(thrown(() => send(connection, `select 'a\0b'`))).toMatchObject({ code: '22021' })
    expect(send(connection, 'select 1').rows).toEqual([[1]])
  })

  test('refuses more values than the protocol can count', () => {
    const values = Array.from({ length: 65_536 }, () => '1')
    expect(thrown(() => send(connection, 'select 1', ...values))).toMatchObject({ code: '54023' })
  })

  test('keeps two columns of one name apart', () => {
    expect(send(connection, 'select 1 as a, 2 as a')).toEqual({
      columns: ['a', 'a'],
      rows: [[1, 2]],
      count: 1,
    })
  })

  test('counts the rows that were returned or affected', () => {
    send(connection, 'begin')
    expect(
      send(connection, `insert into parents select i, 'p' || i from generate_series(1, 3) i`).count,
    ).toBe(3)
    expect(send(connection, `update parents set name = name || '!' where id > 1`)).toEqual({
      columns: [],
      rows: [],
      count: 2,
    })
    expect(send(connection, 'update parents set name = name where id > 9 returning id')).toEqual({
      columns: ['id'],
      rows: [],
      count: 0,
    })
    expect(send(connection, 'delete from parents where id = $1 returning id', '3')).toEqual({
      columns: ['id'],
      rows: [[3]],
      count: 1,
    })
    expect(sendPrepared(connection, 'delete from parents where id = $1', '2').count).toBe(1)
    expect(send(connection, 'select * from parents').count).toBe(1)
    expect(send(connection, 'select from parents')).toEqual({ columns: [], rows: [[]], count: 1 })
    expect(send(connection, 'rollback')).toEqual({ columns: [], rows: [], count: 0 })
  })

  test('gives the last result of several statements', () => {
    expect(send(connection, 'select 1 as a; select 2 as b, 3 as c;')).toEqual({
      columns: ['b', 'c'],
      rows: [[2, 3]],
      count: 1,
    })
    expect(send(connection, 'select 1; set statement_timeout to 0')).toEqual({
      columns: [],
      rows: [],
      count: 0,
    })
  })

  test('gives nothing for an empty text', () => {
    expect(send(connection, '')).toEqual({ columns: [], rows: [], count: 0 })
    expect(send(connection, ' -- only a comment')).toEqual({ columns: [], rows: [], count: 0 })
  })

  test('reads 100,000 rows', () => {
    const { rows, count } = send(
      connection,
      `select i, 'row ' || i, nullif(i % 2, 0) from generate_series(1, 100000) i`,
    )
    expect(count).toBe(100_000)
    expect(rows[99_998]).toEqual([99_999, 'row 99999', 1])
    expect(rows[99_999]).toEqual([100_000, 'row 100000', null])
  })

  test('prepares a text once and uses it again', () => {
    const own = connect(name)
    const text = 'select $1::int + 1 as next'
    expect([1, 2, 3].map((value) => sendPrepared(own, text, String(value)).rows)).toEqual([
      [[2]],
      [[3]],
      [[4]],
    ])
    expect(send(own, 'select statement from pg_prepared_statements').rows).toEqual([[text]])
  })

  test('keeps at most 500 prepared statements, dropping the one not used for the longest time', () => {
    const own = connect(name)
    sendPrepared(own, 'select 0')
    sendPrepared(own, 'select 1')
    for (let index = 2; index <= 500; index++) {
      sendPrepared(own, 'select 0')
      sendPrepared(own, `select ${index}`)
    }
    expect(send(own, 'select count(*)::int from pg_prepared_statements').rows).toEqual([[500]])
    expect(
      send(own, `select statement from pg_prepared_statements where statement in ('select 0', 'select 1')`)
        .rows,
    ).toEqual([['select 0']])
    expect(sendPrepared(own, 'select 1').rows).toEqual([[1]])
  })

  test('prepares again after the table under a statement was altered', () => {
    send(connection, 'create table altered (id int)')
    expect(sendPrepared(connection, 'select * from altered').columns).toEqual(['id'])
    send(connection, 'alter table altered add column name text')
    expect(thrown(() => sendPrepared(connection, 'select * from altered'))).toMatchObject({ code: '0A000' })
    expect(sendPrepared(connection, 'select * from altered').columns).toEqual(['id', 'name'])
  })

  test('prepares again after DISCARD ALL', () => {
    const own = connect(name)
    sendPrepared(own, 'select 1')
    send(own, 'discard all')
    expect(thrown(() => sendPrepared(own, 'select 1'))).toMatchObject({ code: '26000' })
    expect(sendPrepared(own, 'select 1').rows).toEqual([[1]])
  })

  test('prepares a text again that could not be prepared at first', () => {
    expect(thrown(() => sendPrepared(connection, 'select * from later'))).toMatchObject({ code: '42P01' })
    send(connection, 'create table later (id int)')
    expect(sendPrepared(connection, 'select * from later').rows).toEqual([])
  })

  test('refuses several statements in one prepared text', () => {
    expect(thrown(() => sendPrepared(connection, 'select 1; select 2'))).toMatchObject({ code: '42601' })
  })

  test('throws what PostgreSQL says of a constraint, with its names', () => {
    send(connection, `insert into parents values (50, 'fifty'), (51, 'fifty-one')`)
    const unique = thrown(() =>
      sendPrepared(connection, 'insert into parents values ($1, $2)', '52', 'fifty'),
    )
    expect(unique).toBeInstanceOf(DatabaseError)
    expect(unique).toMatchObject({
      code: '23505',
      constraint: 'parents_name_key',
      schema,
      table: 'parents',
      severity: 'ERROR',
    })
    expect(unique).toMatchObject({ detail: 'Key (name)=(fifty) already exists.' })
    const foreign = thrown(() => send(connection, 'insert into children values (1, 99, 1)'))
    expect(foreign).toMatchObject({ code: '23503', constraint: 'fk_parent', schema, table: 'children' })
    const check = thrown(() => send(connection, 'insert into children values (1, 50, $1)', '-1'))
    expect(check).toMatchObject({ code: '23514', constraint: 'ck_age', schema, table: 'children' })
    const missing = thrown(() => send(connection, 'insert into parents values (53, null)'))
    expect(missing).toMatchObject({ code: '23502', column: 'name', table: 'parents' })
  })

  test('throws what PostgreSQL says of a text, and where', () => {
    const syntax = thrown(() => send(connection, 'selec 1'))
    expect(syntax).toMatchObject({ code: '42601', position: '1', message: 'syntax error at or near "selec"' })
    const hinted = thrown(() => send(connection, 'select nme from parents'))
    expect(hinted).toMatchObject({ code: '42703', hint: expect.stringContaining('parents.name') })
    expect(connection.usable).toBe(true)
  })

  test('goes on after an error, prepared or not', () => {
    expect(thrown(() => sendPrepared(connection, 'select 1 / $1::int', '0'))).toMatchObject({ code: '22012' })
    expect(sendPrepared(connection, 'select 1 / $1::int', '1').rows).toEqual([[1]])
    expect(thrown(() => send(connection, 'select 1; select 1 / 0; select 2'))).toMatchObject({
      code: '22012',
    })
    expect(send(connection, 'select 3').rows).toEqual([[3]])
  })

  test('leaves a failed transaction to be rolled back', () => {
    send(connection, 'begin')
    send(connection, `insert into parents values (60, 'sixty')`)
    thrown(() => send(connection, 'select 1 / 0'))
    expect(thrown(() => send(connection, 'select 1'))).toMatchObject({ code: '25P02' })
    expect(thrown(() => sendPrepared(connection, 'select 1 as refused'))).toMatchObject({ code: '25P02' })
    send(connection, 'rollback')
    expect(send(connection, 'select from parents where id = 60').count).toBe(0)
    expect(sendPrepared(connection, 'select 1 as refused').rows).toEqual([[1]])
  })

  test('refuses COPY from the client, throws away COPY to it, and goes on', () => {
    expect(thrown(() => send(connection, 'copy parents from stdin'))).toMatchObject({ code: '57014' })
    expect(send(connection, 'copy (select generate_series(1, 3)) to stdout')).toEqual({
      columns: [],
      rows: [],
      count: 3,
    })
    expect(send(connection, 'select 1').rows).toEqual([[1]])
  })

  test('passes on what a parser of values throws, and goes on', () => {
    const parsers = { getTypeParser: () => () => { throw new RangeError('no such value') } } // prettier-ignore
    const own = pickDriver(name).connect(config, parsers)
    open.push(own)
    expect(() => send(own, 'select 1')).toThrow(new RangeError('no such value'))
    expect(send(own, 'select null::text').rows).toEqual([[null]])
  })

  test('keeps notices and notifications to itself', () => {
    const script = `
      import { pickDriver } from ${JSON.stringify(new URL('../dist/driver/pick.js', import.meta.url).href)}
      const types = { getTypeParser: () => (text) => text }
      const connection = pickDriver(${JSON.stringify(name)}).connect(${JSON.stringify(config)}, types)
      for (const text of ['listen here', 'drop table if exists nowhere', 'begin', 'begin', 'notify here', 'commit', 'select 1'])
        connection.run({ text, values: [], prepare: false })
      process.stdout.write('done')`
    const output = execFileSync('sh', ['-c', '"$0" --input-type=module 2>&1', process.execPath], {
      input: script,
      encoding: 'utf8',
    })
    expect(output).toBe('done') // and the process ended, although the connection was left open
  })

  test('says its application name and speaks UTF-8', () => {
    expect(
      send(connection, `select current_setting('application_name'), current_setting('client_encoding')`).rows,
    ).toEqual([[config.applicationName, 'UTF8']])
  })

  test('is lost, and says so, when the server ends it between two statements', () => {
    const own = connect(name)
    const [[pid] = []] = send(own, 'select pg_backend_pid()').rows
    send(connection, 'select pg_terminate_backend($1::int, 10000)', String(pid))
    const lost = thrown(() => send(own, 'select 1'))
    expect(lost).toMatchObject({ code: '08006' })
    expect(lost.message).toMatch(/^The connection to PostgreSQL was lost: ./)
    expect(own.usable).toBe(false)
    expect(thrown(() => send(own, 'select 1'))).toMatchObject({ code: '08003' })
  })

  test('is lost, and says so, when the server ends it in the middle of a statement', () => {
    const own = connect(name)
    expect(
      thrown(() => send(own, 'select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)')),
    ).toMatchObject({ code: '08006' })
    expect(own.usable).toBe(false)
    own.close()
  })

  test('closes: the server sees it go, a second time does nothing, a statement is refused', async () => {
    const own = connect(name)
    const [[pid] = []] = send(own, 'select pg_backend_pid()').rows
    own.close()
    own.close()
    expect(own.usable).toBe(false)
    expect(thrown(() => send(own, 'select 1'))).toMatchObject({ code: '08003' })
    await expect
      .poll(() => send(connection, 'select from pg_stat_activity where pid = $1', String(pid)).count)
      .toBe(0)
  })

  test.each([
    ['a closed port', { port: 1 }, ['ECONNREFUSED']],
    ['an unknown host', { host: 'no-such-host.invalid' }, ['ENOTFOUND']],
    ['a missing socket', { host: '/no/such/folder' }, ['ENOENT']],
    ['a missing database', { database: `no "such" 'database' \\` }, ['3D000']],
    // A server that trusts everybody does not ask for the password, and says that the role is missing.
    [
      'an unknown user with a wrong password',
      { user: `nobody's \\`, password: `hush ' \\ hush` },
      ['28P01', '28000'],
    ],
  ])('does not connect to %s, with a code and without the password', (_, changes, codes) => {
    const { code, message } = thrown(() => pickDriver(name).connect({ ...config, ...changes }, types))
    expect(codes).toContain(code)
    expect(message).not.toContain('hush')
  })

  test('gives up on a server that does not answer', async () => {
    const script = `require('node:net').createServer(() => {}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    const silent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const port = await new Promise<number>((resolve) =>
        silent.stdout.once('data', (data) => resolve(Number(data))),
      )
      const changes = { host: '127.0.0.1', port, connectTimeout: 2 }
      expect(thrown(() => pickDriver(name).connect({ ...config, ...changes }, types))).toMatchObject({
        code: 'ETIMEDOUT',
      })
    } finally {
      silent.kill()
    }
  })
})

describe('both drivers', () => {
  const texts = [
    'select 1 as a; select 2 as b',
    `select i, i::text, i / 3.0, now() - now(), case when i % 2 = 0 then '' end from generate_series(1, 500) i`,
    'create temp table same (id int primary key)',
    'insert into same values (1), (2) returning id',
    'truncate same',
    'explain (costs off) select 1',
    'show client_encoding',
    '',
  ]
  const wrong = [
    'selec',
    'select 1 / 0',
    'select * from nowhere',
    `select 'x'::int`,
    `do $$ begin raise exception 'own' using errcode = 'ZZ001', hint = 'h', detail = 'd', schema = 's', table = 't', column = 'c', constraint = 'k', datatype = 'y'; end $$`,
    `do $$ begin perform 1 / 0; end $$`,
    `select query_to_xml('select 1/0', true, true, '')`,
  ]
  let native: BlockingConnection
  let worker: BlockingConnection

  beforeAll(() => {
    native = connect('native')
    worker = connect('worker')
  })

  test('give the same values of every type', () => {
    expect(send(worker, everyType)).toEqual(send(native, everyType))
  })

  test.each(texts)('give the same result for %j', (text) => {
    expect(send(worker, text)).toEqual(send(native, text))
  })

  test.each(wrong)('throw the same error for %j', (text) => {
    const expected = fieldsOf(thrown(() => send(native, text)))
    expect(fieldsOf(thrown(() => send(worker, text)))).toEqual(expected)
    expect(fieldsOf(thrown(() => sendPrepared(worker, text)))).toEqual(
      fieldsOf(thrown(() => sendPrepared(native, text))),
    )
  })
})

describe('pickDriver', () => {
  test('takes the argument, else the environment, else the native one', () => {
    expect(pickDriver('worker', { RETORT_BLOCKING_DRIVER: 'native' }).name).toBe('worker')
    expect(pickDriver(undefined, { RETORT_BLOCKING_DRIVER: 'worker' }).name).toBe('worker')
    expect(pickDriver(undefined, { RETORT_BLOCKING_DRIVER: '' }).name).toBe('native')
    expect(pickDriver(undefined, {}).name).toBe('native')
  })

  test('refuses a driver that there is not', () => {
    const refused = thrown(() => pickDriver(undefined, { RETORT_BLOCKING_DRIVER: 'fast' }))
    expect(refused).toBeInstanceOf(SessionError)
    expect(refused).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining('"fast"') })
  })

  describe('where pg-native is not installed', () => {
    let folder: string

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'retort-driver-'))
      const dist = fileURLToPath(new URL('../dist', import.meta.url))
      cpSync(join(dist, 'driver'), join(folder, 'dist/driver'), { recursive: true })
      cpSync(join(dist, 'error.js'), join(folder, 'dist/error.js'))
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(join(dirname(dist), 'node_modules/pg'), join(folder, 'node_modules/pg'))
    })

    afterAll(() => rmSync(folder, { recursive: true }))

    /** What a script in that folder prints on both streams. */
    function runThere(script: string): string {
      const input = `import { pickDriver } from './dist/driver/pick.js'\n${script}`
      const options = { cwd: folder, input, encoding: 'utf8' as const, env: { PATH: process.env['PATH'] } }
      return execFileSync('sh', ['-c', '"$0" --input-type=module 2>&1', process.execPath], options)
    }

    test('goes on with the worker, and says so once', () => {
      const script = `
        const types = { getTypeParser: () => Number }
        for (const driver of [pickDriver(), pickDriver()]) {
          const connection = driver.connect(${JSON.stringify(config)}, types)
          console.log(driver.name, connection.run({ text: 'select 41 + 1', values: [], prepare: true }).rows[0][0])
        }`
      expect(runThere(script)).toBe(
        'notice: pg-native is not available; the blocking session runs through a worker thread (see docs/errors/NO_NATIVE_DRIVER.md)\n' +
          'worker 42\nworker 42\n',
      )
    })

    test('refuses the native driver when it is asked for, and says what to do', () => {
      const script = `try { pickDriver('native') } catch (error) { console.log(error.name, error.code, error.cause.code, error.message) }`
      expect(runThere(script)).toMatch(
        /^SessionError NO_NATIVE_DRIVER MODULE_NOT_FOUND pg-native does not load\. .*'worker'\.\n$/,
      )
    })

    test('says nothing when the worker is asked for', () => {
      expect(runThere(`console.log(pickDriver('worker').name)`)).toBe('worker\n')
    })
  })
})

describe('conninfo', () => {
  test('quotes what libpq would read as its own', () => {
    expect(conninfo({ host: 'a b', port: 5433, user: `o'neil`, password: `\\'=x`, database: '' })).toBe(
      `host='a b' port='5433' user='o\\'neil' password='\\\\\\'=x' dbname='' connect_timeout='10' client_encoding='UTF8' sslmode='disable'`,
    )
  })

  test.each([
    [undefined, 'disable'],
    [false, 'disable'],
    [true, 'verify-full'],
    [{}, 'verify-full'],
    [{ rejectUnauthorized: true }, 'verify-full'],
    [{ rejectUnauthorized: false }, 'require'],
    [{ require: true, rejectUnauthorized: false } as object, 'require'],
  ])('asks for TLS as pg does: %j is %s', (ssl, mode) => {
    expect(conninfo({ host: 'h', ...(ssl === undefined ? {} : { ssl }) })).toContain(`sslmode='${mode}'`)
  })

  test('names the files of certificates, and the server by the name that its address answers to', () => {
    const parameters = { sslrootcert: `/tmp/it's`, sslkey: '/tmp/key' }
    const files = { parameters, remove: () => undefined }
    const ssl = { servername: 'db.example', ca: 'in a file', key: 'in another' }
    expect(conninfo({ host: '10.0.0.1', ssl }, files)).toBe(
      `host='db.example' hostaddr='10.0.0.1' connect_timeout='10' client_encoding='UTF8' sslmode='verify-full' sslrootcert='/tmp/it\\'s' sslkey='/tmp/key'`,
    )
    expect(conninfo({ host: 'db.other', ssl }, files)).toMatch(/^host='db\.other' connect_timeout/)
  })

  test('refuses what libpq does not take', () => {
    expect(() => connect('native', { ssl: { ciphers: 'secret', passphrase: 'secret' } as object })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/^The native driver cannot take ssl\.ciphers, ssl\.passphrase\. [^s]/),
      }),
    )
  })
})

describe('connectFailure', () => {
  const at = 'connection to server at "127.0.0.1", port 5432 failed: '

  test.each([
    [
      `${at}FATAL:  password authentication failed for user "me"\n`,
      '28P01',
      'password authentication failed for user "me"',
    ],
    [`${at}fe_sendauth: no password supplied\n`, '28P01', `${at}fe_sendauth: no password supplied`],
    [`${at}FATAL:  role "me" does not exist\n`, '28000', 'role "me" does not exist'],
    [`${at}FATAL:  database "d" does not exist\n`, '3D000', 'database "d" does not exist'],
    [`${at}FATAL:  sorry, too many clients already\n`, '53300', 'sorry, too many clients already'],
    [`${at}FATAL:  the database system is starting up\n`, '57P03', 'the database system is starting up'],
    [`${at}Connection refused\n\tIs the server running?\n`, 'ECONNREFUSED', `${at}Connection refused`],
    [`${at}Connection refused\n\tIs it?\n${at}timeout expired\n`, 'ETIMEDOUT', `${at}timeout expired`],
    [
      `${at}root certificate file "r" does not exist\nProvide it.\n`,
      undefined,
      `${at}root certificate file "r" does not exist`,
    ],
    [
      `${at}FATAL:  la base de données « d » n'existe pas\n`,
      undefined,
      `la base de données « d » n'existe pas`,
    ],
  ])('reads %j', (said, code, message) => {
    const failure = connectFailure(new Error(said)) as DatabaseError
    expect([failure.code, failure.message]).toEqual([code, message])
  })
})

describe('PreparedNames', () => {
  test('gives a text one name, and each text its own', () => {
    const names = new PreparedNames()
    expect(names.of('a').name).toBe(names.of('a').name)
    expect(names.of('a').name).not.toBe(names.of('b').name)
  })

  test('takes out the text that was not used for the longest time, once there are too many', () => {
    const names = new PreparedNames(2)
    const [first, second] = [names.of('a'), names.of('b')]
    expect(names.surplus()).toBeUndefined()
    names.of('a')
    names.of('c')
    expect(names.surplus()).toBe(second)
    expect(names.surplus()).toBeUndefined()
    expect(names.of('a')).toBe(first)
  })

  test('keeps those that are used while many others come and go', () => {
    const names = new PreparedNames(10)
    const often = names.of('often')
    for (let index = 0; index < 100; index++) {
      names.of(`once ${index}`)
      expect(names.of('often')).toBe(often)
      expect(names.surplus()).not.toBe(often)
    }
  })

  test('never gives a name twice, and forgets one only after an error that a new one cures', () => {
    const names = new PreparedNames()
    const { name } = names.of('a')
    expect(names.forgetAfter('a', '23505')).toBe(false)
    expect(names.of('a').name).toBe(name)
    expect(names.forgetAfter('a', '26000')).toBe(true)
    expect(names.of('a').name).not.toBe(name)
  })
})
