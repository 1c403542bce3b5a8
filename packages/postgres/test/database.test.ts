/** A database of one's own: made, cloned, dropped, and swept when its owner could not drop it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PostgresError, createDatabase } from '@retort/postgres'
import type { Database } from '@retort/postgres'
import { describe, expect, inject, test, vi } from 'vitest'
import { emptyDatabase, testDatabase } from '../../../test/support/database.ts'
import { packageFolder } from './support/client.ts'
import { value } from './support/query.ts'

const server = inject('postgres')

async function exists(name: string, url = server.url): Promise<boolean> {
  return (await value(url, 'select count(*)::int from pg_database where datname = $1', [name])) === 1
}

/** A process that makes a database and holds it until it is killed, or ends without dropping it. */
async function ownerOf(prefix: string, end: 'hold' | 'leave') {
  const program = `
    import { createDatabase } from '@retort/postgres'
    const [url, prefix] = process.argv.slice(1)
    const database = await createDatabase({ url }, { prefix })
    console.log(database.name)
    process.stdin.${end === 'hold' ? 'resume' : 'destroy'}()
  `
  const args = ['--input-type=module', '--eval', program, server.url, prefix]
  const owner = spawn(process.execPath, args, { cwd: packageFolder, stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(owner, 'exit')
  const [name] = (await once(createInterface(owner.stdout), 'line')) as [string]
  return { owner, gone, name }
}

describe('a database', () => {
  test('is empty, one’s own, and gone when it is disposed of', async () => {
    let made: Database | undefined
    {
      await using database = await createDatabase(server, { prefix: 'retort_own' })
      made = database
      expect(database.name).toMatch(/^retort_own_[0-9a-f]{12}$/)
      expect(await value(database.url, 'select current_database()')).toBe(database.name)
      const tables = `select count(*)::int from pg_tables where schemaname = 'public'`
      expect(await value(database.url, tables)).toBe(0)
    }
    expect(await exists(made.name)).toBe(false)
  })

  test('is dropped once, however often it is disposed of', async () => {
    const database = await createDatabase(server, { prefix: 'retort_twice' })
    await Promise.all([database[Symbol.asyncDispose](), database[Symbol.asyncDispose]()])
    await database[Symbol.asyncDispose]()
    expect(await exists(database.name)).toBe(false)
  })

  test('is dropped though somebody is connected to it', async () => {
    const database = await createDatabase(server, { prefix: 'retort_busy' })
    const sleeper = value(database.url, 'select pg_sleep(60)').catch((error: unknown) => error)
    const asleep = 'select count(*)::int from pg_stat_activity where datname = $1'
    await vi.waitFor(async () => expect(await value(server.url, asleep, [database.name])).toBe(1), 5_000)
    await database[Symbol.asyncDispose]()
    expect(await exists(database.name)).toBe(false)
    expect(await sleeper).toMatchObject({ code: '57P01' })
  })

  test('has the name that was asked for, however odd', async () => {
    await using odd = await createDatabase(server, { prefix: `Ün"i' c%od\\e` })
    expect(await value(odd.url, 'select current_database()')).toBe(odd.name)
  })

  test('is refused a name that PostgreSQL would cut off', async () => {
    const prefix = 'p'.repeat(51)
    await expect(createDatabase(server, { prefix })).rejects.toThrow(RangeError)
    await using longest = await createDatabase(server, { prefix: 'p'.repeat(50) })
    expect(longest.name).toHaveLength(63)
  })

  test('cannot be had of a server that is not there', async () => {
    const creation = createDatabase(
      { url: 'postgres://user:secret@127.0.0.1:1/shop' },
      { prefix: 'retort_no' },
    )
    await expect(creation).rejects.toBeInstanceOf(PostgresError)
    await expect(creation).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('whose connection was cut is left to the next one, and disposing of it is no error', async () => {
    const prefix = 'retort_cut'
    const database = await createDatabase(server, { prefix })
    const key = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
      and classid::bigint << 32 | objid::bigint = hashtextextended($1, 0)`
    expect(await value(server.url, key, [database.name])).toBe(true)
    await vi.waitFor(async () => {
      await using _next = await createDatabase(server, { prefix })
      expect(await exists(database.name)).toBe(false)
    }, 5_000)
    await expect(database[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

describe('a clone', () => {
  test('has what its template has', async () => {
    await using template = await createDatabase(server, { prefix: 'retort_mother' })
    await value(template.url, 'create table kept as select 42 as answer')
    await using clone = await createDatabase(server, { prefix: 'retort_child', template: template.name })
    expect(await value(clone.url, 'select answer from kept')).toBe(42)
  })

  test('is made of one that others clone at the same time', async () => {
    await using template = await createDatabase(server, { prefix: 'retort_mother' })
    const options = { prefix: 'retort_children', template: template.name }
    const clones = await Promise.all(Array.from({ length: 6 }, () => createDatabase(server, options)))
    expect(new Set(clones.map(({ name }) => name)).size).toBe(6)
    await Promise.all(clones.map((clone) => clone[Symbol.asyncDispose]()))
  })

  test('waits until nobody is connected to its template any more', async () => {
    await using template = await createDatabase(server, { prefix: 'retort_mother' })
    const visitor = value(template.url, 'select 7 from pg_sleep(2)')
    await using clone = await createDatabase(server, { prefix: 'retort_patient', template: template.name })
    expect(await visitor).toBe(7)
    expect(await exists(clone.name)).toBe(true)
  })

  test('of a template that is not there fails, and leaves nothing', async () => {
    const creation = createDatabase(server, { prefix: 'retort_orphan', template: 'no such template' })
    await expect(creation).rejects.toThrow('no such template')
    const left = `select count(*)::int from pg_database where datname like 'retort_orphan%'`
    expect(await value(server.url, left)).toBe(0)
  })

  test('of the run’s template has the shop’s tables; an empty one has none', async () => {
    const [migrated, empty] = [await testDatabase(), await emptyDatabase()]
    const users = `select to_regclass('users') is not null`
    expect(await value(migrated.url, users)).toBe(true)
    expect(await value(empty.url, users)).toBe(false)
  })
})

describe('what a killed owner leaves', () => {
  test('is dropped by the next one with the same prefix', async () => {
    const { owner, gone, name } = await ownerOf('retort_killed', 'hold')
    owner.kill('SIGKILL')
    await gone
    expect(await exists(name)).toBe(true)
    await using _next = await createDatabase(server, { prefix: 'retort_killed' })
    expect(await exists(name)).toBe(false)
  })

  test('so is what one left that ended without dropping it, which it may', async () => {
    const { gone, name } = await ownerOf('retort_left', 'leave')
    expect(await gone).toEqual([0, null])
    await using _next = await createDatabase(server, { prefix: 'retort_left' })
    expect(await exists(name)).toBe(false)
  })

  test('is dropped once by many who come at the same time', async () => {
    const prefix = 'retort_many'
    const dead = [await ownerOf(prefix, 'leave'), await ownerOf(prefix, 'hold')]
    dead[1]?.owner.kill('SIGKILL')
    await Promise.all(dead.map(({ gone }) => gone))
    const next = await Promise.all(Array.from({ length: 5 }, () => createDatabase(server, { prefix })))
    for (const { name } of dead) expect(await exists(name)).toBe(false)
    for (const { name } of next) expect(await exists(name)).toBe(true)
    await Promise.all(next.map((database) => database[Symbol.asyncDispose]()))
  })
})

describe('what is in use', () => {
  test('is not dropped by others with the same prefix', async () => {
    await using first = await createDatabase(server, { prefix: 'retort_used' })
    await using second = await createDatabase(server, { prefix: 'retort_used' })
    expect(await exists(first.name)).toBe(true)
    expect(await exists(second.name)).toBe(true)
  })

  test('not even by those who come by way of another database of the server', async () => {
    await using first = await createDatabase(server, { prefix: 'retort_elsewhere' })
    const elsewhere = new URL(server.url)
    elsewhere.pathname = '/postgres'
    await using _second = await createDatabase({ url: elsewhere.href }, { prefix: 'retort_elsewhere' })
    expect(await exists(first.name)).toBe(true)
  })

  test('nor is one whose prefix only begins alike', async () => {
    const left = ['retort_like_that_0123456789ab', 'retort_like_0123456789abc', 'retortXlike_0123456789ab']
    for (const name of left) await value(server.url, `create database "${name}"`)
    await using _next = await createDatabase(server, { prefix: 'retort_like' })
    for (const name of left) {
      expect(await exists(name)).toBe(true)
      await value(server.url, `drop database "${name}"`)
    }
  })

  test('nor is one of another user’s who may not be asked', async () => {
    const [role, name] = [`retort_guest_${process.pid}`, 'retort_foreign_0123456789ab']
    await value(server.url, `create role ${role} login createdb password 'guest'`)
    await value(server.url, `create database ${name}`)
    const guest = new URL(server.url)
    guest.username = role
    guest.password = 'guest'
    const database = await createDatabase({ url: guest.href }, { prefix: 'retort_foreign' })
    expect(await exists(name)).toBe(true)
    await database[Symbol.asyncDispose]()
    await value(server.url, `drop database ${name}`)
    await value(server.url, `drop role ${role}`)
  })
})
