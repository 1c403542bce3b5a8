import { expect, it } from 'vitest'
import { bench, engineOf } from './support/bench.ts'
import { three } from './support/versions.ts'

it('a table of that name with other columns is an error that names it', async () => {
  const { migrator, query, tables } = await bench(three)
  await query('create table retort_revisions (something int)')
  const refusal = {
    code: 'STORAGE_FAILED',
    message: /retort_revisions could not be made or read: column "id" does not exist/,
  }
  await expect(migrator.status()).rejects.toMatchObject(refusal)
  await expect(migrator.up()).rejects.toMatchObject(refusal)
  expect(await tables()).toEqual([])
})

it('a user who may not create tables is told so', async () => {
  const { url, with: other, query } = await bench(three)
  const role = `reader_${Date.now().toString(36)}`
  await query(`create role ${role} login password 'reads'`)
  try {
    const engine = engineOf(Object.assign(new URL(url), { username: role, password: 'reads' }).href)
    await expect(other({ engine }).up()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: /permission denied/,
    })
    await engine.dispose()
  } finally {
    await query(`drop role ${role}`)
  }
})

it('a search path without a schema is told', async () => {
  const { url, with: other, query } = await bench(three)
  await query(
    "do $$ begin execute format('alter database %I set search_path = nowhere', current_database()); end $$",
  )
  await expect(other({ engine: engineOf(url) }).up()).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: /search_path/,
  })
})

it('records are kept in the first schema of the search path', async () => {
  const { url, with: other, query } = await bench(three)
  await query('create schema "Odd Shop"')
  await query(
    `do $$ begin execute format('alter database %I set search_path = "Odd Shop"', current_database()); end $$`,
  )
  await other({ engine: engineOf(url) }).up()
  expect(await query('select count(*)::int as n from "Odd Shop".retort_revisions')).toEqual([{ n: 3 }])
})
