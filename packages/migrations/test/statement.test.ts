import { expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import type { Files } from './support/versions.ts'
import { revision } from './support/versions.ts'

const one = (...up: readonly string[]): Files => ({ '1_odd.mjs': revision({ id: '1', revises: null, up }) })

it('a function keeps its dollars, semicolons and question marks', async () => {
  const { migrator, query } = await bench(
    one(
      'create function twice(int) returns int language sql as $body$ select $1 * 2; $body$',
      "create function has(jsonb, text) returns boolean language sql as 'select $1 ? $2'",
      "comment on function twice(int) is ':not a replacement, nor is ?'",
    ),
  )
  await migrator.up()
  expect(
    await query(`select twice(21), has('{"a": 1}', 'a'), obj_description('twice'::regproc) as said`),
  ).toEqual([{ twice: 42, has: true, said: ':not a replacement, nor is ?' }])
})

it('several statements in one text count as one, and go together', async () => {
  const { migrator, tables } = await bench(
    one('create table a (); create table b ()', 'create table c (); select 1/0'),
  )
  await expect(migrator.up()).rejects.toMatchObject({
    code: 'REVISION_FAILED',
    message: /at statement 2: division by zero/,
  })
  expect(await tables()).toEqual([])
})

it('a thousand statements are sent one after the other', async () => {
  const inserts = Array.from({ length: 1000 }, (_, n) => `insert into a values (${n})`)
  const { migrator, query } = await bench(one('create table a (n int)', ...inserts))
  await migrator.up()
  expect(await query('select count(*)::int, sum(n)::int from a')).toEqual([{ count: 1000, sum: 499500 }])
})

it('an empty revision is applied and recorded', async () => {
  const { migrator, recorded } = await bench(one())
  expect(await migrator.up()).toMatchObject([{ id: '1', direction: 'up' }])
  expect(await recorded()).toEqual(['1'])
})

it("PostgreSQL's own words are passed on, in one line", async () => {
  const { migrator } = await bench(
    one("create type mood as enum ('fine')", "alter type mood add value 'bad'", "select 'sad'::mood"),
  )
  await expect(migrator.up()).rejects.toThrow(
    /^Revision 1 \(odd\) failed going up at statement 3: invalid input value for enum mood: "sad"\. Nothing of it was kept;[^\n]*$/,
  )
})

it('what runs only outside a transaction is told as such', async () => {
  const { migrator, tables } = await bench(
    one('create table a (n int)', 'create index concurrently on a (n)'),
  )
  await expect(migrator.up()).rejects.toThrow(
    /at statement 2: CREATE INDEX CONCURRENTLY cannot (run|be executed)/,
  )
  expect(await tables()).toEqual([])
})

it.each(["it's", 'a b', 'Ünïcode', '"quoted"', '$1', 'a'.repeat(500), '../up'])(
  'an id may be %j',
  async (id) => {
    const { migrator, recorded } = await bench({
      'file.mjs': revision({ id, revises: null, up: [], down: [] }),
    })
    await migrator.up({ to: id })
    expect(await recorded()).toEqual([id])
    expect(await migrator.status()).toMatchObject([{ id, standing: 'applied' }])
    await migrator.down()
    expect(await recorded()).toEqual([])
  },
)
