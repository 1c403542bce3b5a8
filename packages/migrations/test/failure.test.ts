import { MigrationError } from '@retort/migrations'
import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import type { Files } from './support/versions.ts'
import { revision, three, versions } from './support/versions.ts'

const one = (body: string): Files => ({
  '0001_odd.mjs': `export const id = '0001'\nexport const revises = null\nexport function* up() {\n${body}\n}\n`,
})

async function failureOf(promise: Promise<unknown>): Promise<MigrationError> {
  const error: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (error instanceof MigrationError) return error
  throw new Error('It did not fail as a migration fails.', { cause: error })
}

describe('a revision that fails', () => {
  it('leaves neither its first statement nor a record, and says which statement failed and why', async () => {
    const { migrator, tables, recorded } = await bench({
      '0001_broken.mjs': revision({
        id: '0001',
        revises: null,
        up: ['create table a (n int)', 'create table a (n int)'],
      }),
    })
    const error = await failureOf(migrator.up())
    expect(error.code).toBe('REVISION_FAILED')
    expect(error.message).toMatch(
      /Revision 0001 \(broken\) failed going up at statement 2: relation "a" already exists/,
    )
    expect(error.message).not.toContain('\n')
    expect(error.cause).toMatchObject({ parent: { code: '42P07' }, sql: 'create table a (n int)' })
    expect(await tables()).toEqual([])
    expect(await recorded()).toEqual([])
  })

  it('leaves those before it applied, and says so', async () => {
    const { migrator, tables, recorded } = await bench({
      ...three,
      '0003_make_c.mjs': revision({
        id: '0003',
        revises: '0002',
        up: ['create table c (n int)', 'select 1/0'],
      }),
    })
    const error = await failureOf(migrator.up())
    expect(error.message).toMatch(/0003 .*statement 2: division by zero.*Done before it: 0001, 0002\./)
    expect(await tables()).toEqual(['a', 'b'])
    expect(await recorded()).toEqual(['0001', '0002'])
  })

  it('going down leaves its tables and its record', async () => {
    const { migrator, tables, recorded } = await bench({
      '0001_odd.mjs': revision({
        id: '0001',
        revises: null,
        up: ['create table a ()'],
        down: ['drop table a', 'drop table z'],
      }),
    })
    await migrator.up()
    const error = await failureOf(migrator.down())
    expect(error.message).toMatch(/0001 \(odd\) failed going down at statement 2: table "z" does not exist/)
    expect(await tables()).toEqual(['a'])
    expect(await recorded()).toEqual(['0001'])
  })

  it('may throw by itself', async () => {
    const { migrator, tables } = await bench(
      one("yield 'create table a ()'\nthrow new TypeError('no such thing')"),
    )
    const error = await failureOf(migrator.up())
    expect(error.message).toMatch(/at statement 2: no such thing\./)
    expect(error.cause).toBeInstanceOf(TypeError)
    expect(await tables()).toEqual([])
  })

  it('cannot swallow the failure of a statement', async () => {
    const { migrator, recorded } = await bench(
      one("try { yield 'select 1/0' } catch {}\nyield 'create table a ()'"),
    )
    expect((await failureOf(migrator.up())).message).toMatch(/at statement 1: division by zero/)
    expect(await recorded()).toEqual([])
  })

  it('is cleaned up by its own finally', async () => {
    const { migrator } = await bench(
      one("try { yield 'select 1/0' } finally { globalThis.cleanedUp = true }"),
    )
    await failureOf(migrator.up())
    expect(globalThis).toHaveProperty('cleanedUp', true)
  })

  it('may fail only when its transaction commits', async () => {
    const deferred = 'create table a (n int unique deferrable initially deferred)'
    const { migrator, tables, recorded } = await bench({
      '0001_late.mjs': revision({
        id: '0001',
        revises: null,
        up: [deferred, 'insert into a values (1), (1)'],
      }),
    })
    const error = await failureOf(migrator.up())
    expect(error.code).toBe('REVISION_FAILED')
    expect(error.message).toMatch(/failed going up when it was recorded/)
    expect(await tables()).toEqual([])
    expect(await recorded()).toEqual([])
  })

  it('can be corrected and applied', async () => {
    const { migrator, with: other, recorded } = await bench(one("yield 'select 1/0'"))
    await failureOf(migrator.up())
    await other({ folder: await versions(one("yield 'select 1'")) }).up()
    expect(await recorded()).toEqual(['0001'])
  })

  it('loses its connection without losing more', async () => {
    const { migrator, tables, recorded } = await bench(
      one("yield 'create table a ()'\nyield 'select pg_terminate_backend(pg_backend_pid())'"),
    )
    const error = await failureOf(migrator.up())
    expect(error).toMatchObject({ code: 'REVISION_FAILED', cause: { code: 'CONNECTION_LOST' } })
    expect(await tables()).toEqual([])
    expect(await recorded()).toEqual([])
  })
})

describe('a revision may not', () => {
  it.each(['commit', '  COMMIT; select 1', 'rollback', 'Begin', 'start transaction', 'abort', 'end'])(
    'end its own transaction: %j',
    async (text) => {
      const { migrator, tables } = await bench(
        one(`yield 'create table a ()'\nyield ${JSON.stringify(text)}`),
      )
      const error = await failureOf(migrator.up())
      expect(error.message).toMatch(/at statement 2: A revision runs in one transaction/)
      expect(error.cause).toMatchObject({ code: 'INVALID_REVISION' })
      expect(await tables()).toEqual([])
    },
  )

  it.each([
    ['undefined', 'undefined'],
    ['Promise.resolve()', 'a promise'],
    ['42', 'a value of type number'],
  ])('yield %s', async (value, told) => {
    const { migrator } = await bench(one(`yield ${value}`))
    expect((await failureOf(migrator.up())).message).toContain(`this one yielded ${told}`)
  })

  it('but it may use savepoints and a block of plpgsql', async () => {
    const { migrator, tables } = await bench(
      one("yield 'savepoint s'\nyield 'rollback to s'\nyield 'do $$ begin create table a (); end $$'"),
    )
    await migrator.up()
    expect(await tables()).toEqual(['a'])
  })
})
