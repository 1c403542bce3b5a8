/**
 * What goes wrong in PostgreSQL, provoked for real in every world: the class, what is on it, and what its message hides. What
 * has no public name yet is imported from the build by path.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import * as async from '@retort/session/async'
import { SessionError } from '@retort/session/async'
import {
  DatabaseError,
  ExclusionConstraintError,
  ForeignKeyConstraintError,
  TimeoutError,
  UniqueConstraintError,
  UnknownConstraintError,
} from 'sequelize'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { isRetryable } from '../dist/core/failure.js'
import { withoutValues } from '../dist/core/message.js'
import type { AnyEngine, AnyLease } from './support/leases.ts'
import { failureOf, leasing } from './support/leases.ts'
import { models } from './support/shop.ts'

const { url } = await emptyDatabase()

const schema = `
create extension btree_gist;
create schema "My Shop";
create domain positive as int check (value > 0);
create type mood as enum ('calm');
create table parents (id int primary key, "Full Name" text, born date, unique ("Full Name", born));
create table children (id int primary key, parent_id int not null constraint fk_parent references parents,
  age int constraint ck_age check (age >= 0), strict int constraint fk_strict references parents on delete restrict);
create table rooms (room int, during int4range, constraint no_overlap exclude using gist (room with =, during with &&));
create table "My Shop"."Product List" ("Product Id" int primary key, size positive);
create table tight (name varchar(3));
create table counters (id int primary key, n int);
insert into parents values (1, 'Ann', '2000-01-01');
insert into parents values (2, 'Bob', null);
insert into children values (1, 1, 5, 2);
insert into rooms values (1, '[1,5)');
insert into counters values (1, 0), (2, 0);
create function shout(what text) returns void language plpgsql as $$ begin raise exception 'no stock for %', what; end $$;
`

type Case = readonly [
  code: string,
  kind: abstract new (...args: never[]) => Error,
  text: string,
  values: readonly string[],
  more: object,
]

const secret = 'open sesame'

/** One of each code that can be provoked with one statement. */
const cases: readonly Case[] = [
  ['22001', DatabaseError, 'insert into tight values ($1)', [secret], {}],
  ['22P02', DatabaseError, 'select $1::int', [secret], {}],
  ['22P02', DatabaseError, 'select $1::mood', [secret], {}],
  ['22P02', DatabaseError, 'select $1::int[]', [`{"${secret}"`], {}],
  ['22P02', DatabaseError, 'select $1::int', [`a "quoted" ${secret}`], {}],
  ['22P02', DatabaseError, 'select $1::uuid', [secret], {}],
  ['22P02', DatabaseError, 'select $1::jsonb', [secret], {}],
  ['22003', DatabaseError, 'select $1::int', ['99999999999'], {}],
  ['22007', DatabaseError, 'select $1::timestamptz', [secret], {}],
  ['22008', DatabaseError, 'select $1::date', ['2020-13-45'], {}],
  ['22012', DatabaseError, 'select 1 / $1::int', ['0'], {}],
  ['22023', DatabaseError, 'select now() at time zone $1', [secret], {}],
  ['22021', DatabaseError, 'select convert_from($1::bytea, $2)', ['\\xff', 'UTF8'], {}],
  ['22004', DatabaseError, `do $$ begin execute null; end $$`, [], {}],
  ['2201B', DatabaseError, 'select $1 ~ $2', ['a', '(sesame'], {}],
  [
    '23502',
    DatabaseError,
    'insert into children (id, parent_id, age) values ($1, null, 3)',
    ['77'],
    { schema: 'public', table: 'children', column: 'parent_id', columns: ['parent_id'] },
  ],
  [
    '23503',
    ForeignKeyConstraintError,
    'insert into children (id, parent_id) values (78, $1)',
    ['4711'],
    {
      schema: 'public',
      table: 'children',
      columns: ['parent_id'],
      constraint: 'fk_parent',
      index: 'fk_parent',
    },
  ],
  [
    '23505',
    UniqueConstraintError,
    'insert into parents values (3, $1, $2)',
    ['Ann', '2000-01-01'],
    {
      schema: 'public',
      table: 'parents',
      columns: ['Full Name', 'born'],
      fields: { 'Full Name': 'Ann', born: '2000-01-01' },
      constraint: 'parents_Full Name_born_key',
    },
  ],
  [
    '23514',
    DatabaseError,
    'insert into children (id, parent_id, age) values (79, 1, $1)',
    ['-4711'],
    { schema: 'public', table: 'children', constraint: 'ck_age' },
  ],
  [
    '23514',
    DatabaseError,
    'insert into "My Shop"."Product List" values (1, $1)',
    ['-4711'],
    { constraint: 'positive_check' },
  ],
  [
    '23P01',
    ExclusionConstraintError,
    'insert into rooms values ($1, $2)',
    ['1', '[3,4711)'],
    { schema: 'public', table: 'rooms', columns: ['room', 'during'], constraint: 'no_overlap' },
  ],
  ['42601', DatabaseError, 'selec $1', [], {}],
  ['42703', DatabaseError, 'select nothing from parents where id = $1', ['1'], {}],
  ['42P01', DatabaseError, 'select * from nowhere', [], {}],
  ['42P01', DatabaseError, 'select $1::regclass', ['sesame'], {}],
  ['42P01', DatabaseError, 'select $1::regclass[]', ['{sesame,parents}'], {}],
  [
    '42704',
    UnknownConstraintError,
    'alter table children drop constraint nothing',
    [],
    { table: 'children' },
  ],
  ['42704', DatabaseError, 'select $1::no_such_type', ['1'], {}],
  ['42883', DatabaseError, 'select no_such_function($1::int)', ['1'], {}],
  ['42804', DatabaseError, 'select case when true then 1 else now() end', [], {}],
  ['42P07', DatabaseError, 'create table parents ()', [], {}],
  ['42501', DatabaseError, 'do $$ begin set local role pg_monitor; delete from parents; end $$', [], {}],
  [
    '53400',
    DatabaseError,
    'select count(*) from (select generate_series(1, 200000) n order by 1 desc) x',
    [],
    {},
  ],
  ['P0001', DatabaseError, 'select shout($1)', ['bread'], {}],
]

{
  await using engine = async.createEngine({ url, models: [] })
  const lease = await engine.checkout().open()
  await lease.ask({ text: schema, values: [], prepare: false })
  lease.release()
}

describe.each(Object.entries(leasing))('an error of the server, %s', (_world, make) => {
  const engines: AnyEngine[] = []
  const open = (options: object = {}): AnyEngine => {
    const engine = make({ url, models, ...options } as async.EngineOptions)
    engines.push(engine)
    return engine
  }
  let lease: AnyLease
  beforeAll(async () => {
    lease = await open().lease()
    await lease.send(`set work_mem = 64; set temp_file_limit = 64`)
  })
  afterAll(() => Promise.all(engines.map((engine) => engine.dispose())))

  test.each(cases)('%s is a %o: %s', async (code, kind, text, values, more) => {
    const failed = await failureOf(lease.send(text, values))
    expect(failed).toMatchObject({ code, sql: text, parameters: values, ...more })
    expect(failed).toBeInstanceOf(kind)
    expect(failed.parent).toMatchObject({ code })
    for (const value of values)
      if (value.length > 2 && code !== 'P0001') expect(failed.message).not.toContain(value)
    expect(failed.message + failed.stack).not.toMatch(/sesame|4711|\n\n/)
    expect(failed.stack?.split('\n')[0]).toBe(`${failed.name}: ${failed.message}`)
    expect(failed.stack).toMatch(/\n\s+at /)
  })

  test('23503 is the same when a row is still referred to, RESTRICT or not', async () => {
    for (const [text, constraint] of [
      ['update parents set id = 9 where id = 1', 'fk_parent'],
      ['delete from parents where id = 2', 'fk_strict'],
    ] as const) {
      const failed = await failureOf(lease.send(text))
      expect(failed).toBeInstanceOf(ForeignKeyConstraintError)
      expect(failed).toMatchObject({ index: constraint, constraint, table: 'children' })
      expect(failed['code']).toMatch(/^(23503|23001)$/)
    }
  })

  test('57014 and 55P03 are time-outs where time ran out', async () => {
    await lease.send('set statement_timeout = 20')
    const late = await failureOf(lease.send('select pg_sleep(1)'))
    await lease.send('set statement_timeout = 0')
    expect(late).toBeInstanceOf(TimeoutError)
    expect(late).toMatchObject({ code: '57014', sql: 'select pg_sleep(1)', parameters: [] })
    const other = await open().lease()
    await other.send('begin; lock table parents')
    await lease.send('set lock_timeout = 20')
    const locked = await failureOf(lease.send('select * from parents'))
    await lease.send('set lock_timeout = 0')
    await other.send('rollback')
    expect(locked).toBeInstanceOf(TimeoutError)
    expect(locked).toMatchObject({ code: '55P03' })
  })

  test('40001 and 40P01 are worth another attempt, and nothing else is', async () => {
    const other = await open().lease()
    for (const each of [lease, other]) {
      await each.send('begin isolation level repeatable read')
      await each.send('select * from counters')
    }
    await other.send('update counters set n = n + 1 where id = 1')
    await other.send('commit')
    const serial = await failureOf(lease.send('update counters set n = n + 1 where id = 1'))
    await lease.send('rollback')
    expect(serial).toBeInstanceOf(DatabaseError)
    expect(serial).toMatchObject({ code: '40001', parent: { code: '40001' } })
    expect(isRetryable(serial)).toBe(true)
    expect(isRetryable(serial.parent)).toBe(true)
    expect(isRetryable(Object.assign(new Error('wrapped'), { parent: serial }))).toBe(true)
    for (const no of [undefined, null, 'x', new Error('x'), await failureOf(lease.send('select 1/0'))])
      expect(isRetryable(no)).toBe(false)
  })

  test.each([
    ['57P05', 'set idle_session_timeout = 30'],
    ['25P03', 'set idle_in_transaction_session_timeout = 30; begin'],
  ])('%s, with which the server hangs up, is CONNECTION_LOST', async (_code, text) => {
    const lease = await open().lease()
    await lease.send(text)
    await sleep(150)
    const failed = await failureOf(lease.send('select 1'))
    expect(failed).toBeInstanceOf(SessionError)
    expect(failed).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(failed['cause']).toBeInstanceOf(Error)
    lease.release()
  })

  test('57P01 is CONNECTION_LOST, under a statement that runs', async () => {
    const lease = await open().lease()
    const failed = await failureOf(lease.send('select pg_terminate_backend(pg_backend_pid())'))
    expect(failed).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(failed.message).toBe(
      'The connection to PostgreSQL was lost and the transaction with it. Roll back and try again.',
    )
  })

  test('53300 is UNREACHABLE, in the words of the server', async () => {
    const admin = await open().lease()
    const role = `retort_narrow_${process.pid}_${Math.trunc(Math.random() * 1e9)}`
    await admin.send(`create role ${role} login password 'sesame' connection limit 0`)
    const narrow = new URL(url)
    narrow.username = role
    narrow.password = 'sesame'
    const failed = await failureOf(open({ url: narrow }).lease())
    await admin.send(`drop role ${role}`)
    expect(failed).toMatchObject({ code: 'UNREACHABLE' })
    expect(failed.message).toContain('too many connections for role')
    expect(failed.message).not.toMatch(/sesame|\n/)
  })

  test('hides bound values wherever it is printed, when it is told to', async () => {
    const lease = await open({ hideParameters: true }).lease()
    const unique = await failureOf(
      lease.send('insert into parents values ($1, $2, $3)', ['5', 'Ann', '2000-01-01']),
    )
    expect(unique).toMatchObject({
      parameters: ['***', '***', '***'],
      fields: { 'Full Name': '***', born: '***' },
      parent: { code: '23505', parameters: ['***', '***', '***'] },
    })
    expect(inspect(unique)).not.toMatch(/\bAnn\b|2000-01-01/)
    expect(JSON.stringify(unique)).not.toMatch(/\bAnn\b|2000-01-01/)
    const invalid = await failureOf(lease.send('select $1::int', [secret]))
    expect(inspect(invalid)).not.toContain('sesame')
    expect(invalid.parent?.message).toContain('sesame')
    const shown = await open({ hideParameters: (values: readonly unknown[]) => [values.length] }).lease()
    const counted = await failureOf(shown.send('select $1::int', [secret]))
    expect(counted).toMatchObject({ parameters: [1] })
  })
})

test('23P01 without a detail, as who may not read the table gets it, is a DatabaseError', async () => {
  await using engine = async.createEngine({ url, models })
  const lease = await engine.checkout().open()
  const ask = (text: string) => lease.ask({ text, values: [], prepare: false })
  await ask('begin; grant insert on rooms to pg_monitor; set local role pg_monitor')
  const failed = await failureOf(ask("insert into rooms values (1, '[1,5)')"))
  await ask('rollback')
  lease.release()
  expect(failed).toBeInstanceOf(DatabaseError)
  expect(failed).toMatchObject({ code: '23P01', table: 'rooms', constraint: 'no_overlap' })
})

test('40P01 is a deadlock, of which one side goes on', async () => {
  await using engine = async.createEngine({ url, models })
  const [one, two] = await Promise.all([engine.checkout().open(), engine.checkout().open()])
  const send = (lease: typeof one, text: string) => lease.ask({ text, values: [], prepare: false })
  for (const lease of [one, two]) await send(lease, 'begin')
  await send(one, 'update counters set n = 1 where id = 1')
  await send(two, 'update counters set n = 1 where id = 2')
  const results = await Promise.allSettled([
    send(one, 'update counters set n = 2 where id = 2'),
    send(two, 'update counters set n = 2 where id = 1'),
  ])
  const failed = results.find((result) => result.status === 'rejected')?.reason as DatabaseError
  expect(failed).toBeInstanceOf(DatabaseError)
  expect(failed).toMatchObject({ code: '40P01', parent: { code: '40P01' } })
  expect(isRetryable(failed)).toBe(true)
  for (const lease of [one, two]) {
    await send(lease, 'rollback')
    lease.release()
  }
})

describe('a message without values', () => {
  test.each([
    [
      '22P02',
      'ungültige Eingabesyntax für Typ integer: »sesame«',
      ['sesame'],
      'ungültige Eingabesyntax für Typ integer: »…«',
    ],
    [
      '22P02',
      'syntaxe en entrée invalide pour le type integer : « se "s" ame »',
      [],
      'syntaxe en entrée invalide pour le type integer : «…»',
    ],
    [
      '22021',
      'invalid byte sequence for encoding "UTF8": 0xe2 0x28',
      [],
      'invalid byte sequence for encoding "…": …',
    ],
    ['42P01', 'relation "sesame" does not exist', ['sesame'], 'relation "…" does not exist'],
    ['42P01', 'relation "users" does not exist', ['some users', null], 'relation "users" does not exist'],
    ['P0001', 'no "bread" left', ['bread'], 'no "bread" left'],
  ] as const)('%s: %s', (code, message, values, shown) => {
    expect(withoutValues(message, code, values)).toBe(shown)
  })
})
