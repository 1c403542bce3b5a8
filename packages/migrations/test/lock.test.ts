import { createMigrator } from '@retort/migrations'
import type { Holder } from '@retort/migrations'
import { createEngine, sessionmaker } from '@retort/session/async'
import { describe, expect, it } from 'vitest'
import { bench, engineOf } from './support/bench.ts'
import { finished, migrate, start } from './support/cli.ts'
import { revision, three, versions } from './support/versions.ts'

const slow = {
  '0001_slow.mjs': revision({ id: '0001', revises: null, up: ['create table a ()', 'select pg_sleep(30)'] }),
}

/** A process that migrates and can be killed. */
function runner(url: string, folder: string) {
  const source = `
    import { createMigrator } from '${import.meta.resolve('@retort/migrations')}'
    import { createEngine } from '${import.meta.resolve('@retort/session/async')}'
    const engine = createEngine({ url: process.env.URL, models: [], applicationName: 'the other one' })
    await createMigrator({ engine, folder: process.env.FOLDER }).up()`
  return start(['--input-type=module', '-e', source], { URL: url, FOLDER: folder })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const patience = performance.now() + 20_000
  while (!(await condition())) {
    if (performance.now() > patience) throw new Error('That did not happen in time.')
    await new Promise((done) => setTimeout(done, 30))
  }
}

const sleeping =
  "select pid from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%'"
const holding =
  "select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())"

describe('many at once', () => {
  it('eight processes apply each revision exactly once and all succeed', async () => {
    const { url, tables, recorded } = await bench()
    const all = await Promise.all(Array.from({ length: 8 }, () => migrate(url, 'up')))
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      all.map(() => ({ code: 0, stderr: expect.not.stringMatching(/error/) })),
    )
    const applied = all.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line.startsWith('up ')))
    expect(applied.map((line) => line.split(/\s+/)[1])).toEqual(['0001', '0002'])
    expect(all.filter(({ stdout }) => stdout === 'Already up to date.\n')).toHaveLength(7)
    expect(await tables()).toEqual(['order_products', 'orders', 'products', 'users'])
    expect(await recorded()).toEqual(['0001', '0002'])
  }, 60_000)

  it('eight migrators of one engine apply each revision exactly once', async () => {
    const { migrator, recorded } = await bench(three)
    const all = await Promise.all(Array.from({ length: 8 }, () => migrator.up()))
    expect(all.flat().map(({ id }) => id)).toEqual(['0001', '0002', '0003'])
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
  })

  it('what holds back up holds back down too', async () => {
    const { migrator, tables } = await bench(three)
    await migrator.up()
    const all = await Promise.all([
      migrator.down({ all: true }),
      migrator.down({ all: true }),
      migrator.down({ all: true }),
    ])
    expect(all.flat().map(({ id }) => id)).toEqual(['0003', '0002', '0001'])
    expect(await tables()).toEqual([])
  })
})

describe('a lock that is held', () => {
  it('is told after a second with its holder, and given up on after the timeout', async () => {
    const { url, folder, query, with: other } = await bench(slow)
    const child = runner(url, folder)
    try {
      await until(async () => (await query(sleeping)).length > 0)
      const [holder] = await query(holding)
      const told: Holder[] = []
      const waiting = other({ lockTimeout: 1500, onWait: (held) => told.push(held) }).up()
      await expect(waiting).rejects.toMatchObject({
        code: 'LOCKED',
        message: expect.stringContaining(`the other one, PostgreSQL process ${String(holder?.pid)}, since 2`),
      })
      expect(told).toEqual([{ pid: holder?.pid, application: 'the other one', since: expect.any(Date) }])
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('is not waited for at all with a timeout of nothing', async () => {
    const { url, with: other } = await bench(three)
    await using session = sessionmaker(engineOf(url))()
    await session.execute`select pg_advisory_xact_lock(1919251567, 1)`
    await expect(other({ lockTimeout: 0 }).up()).rejects.toMatchObject({ code: 'LOCKED' })
    await session.rollback()
    expect(await other({ lockTimeout: 0 }).up()).toHaveLength(3)
  })

  it('does not hold back another database of the same server', async () => {
    const [one, other] = await Promise.all([bench(three), bench(three)])
    await using session = sessionmaker(one.engine)()
    await session.execute`select pg_advisory_xact_lock(1919251567, 1)`
    expect(await other.with({ lockTimeout: 0 }).up()).toHaveLength(3)
  })

  it('is free when its holder is killed, and so is everything the holder had touched', async () => {
    const { url, folder, query, with: other, tables, recorded } = await bench(slow)
    const child = runner(url, folder)
    await until(async () => (await query(sleeping)).length > 0)
    const ended = finished(child)
    child.kill('SIGKILL')
    await ended
    const begun = performance.now()
    const quick = await versions({
      '0001_quick.mjs': revision({ id: '0001', revises: null, up: ['create table a ()'] }),
    })
    await other({ folder: quick }).up()
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(await tables()).toEqual(['a'])
    expect(await recorded()).toEqual(['0001'])
  })

  it('holds no snapshot, for which an index that is created concurrently would wait', async () => {
    const { url, folder, query } = await bench(slow)
    const child = runner(url, folder)
    try {
      await until(async () => (await query(sleeping)).length > 0)
      const xmin = holding
        .replace('select pid', 'select a.backend_xmin')
        .replace('pg_locks', 'pg_locks l join pg_stat_activity a using (pid)')
      expect(await query(xmin)).toEqual([{ backend_xmin: null }])
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('is not held by who waits: an index is created concurrently meanwhile', async () => {
    const { url, query, with: other } = await bench(three)
    await query('create table big (n int)')
    await using session = sessionmaker(engineOf(url))()
    await session.execute`select pg_advisory_xact_lock(1919251567, 1)`
    const waiting = other({ lockTimeout: 20_000 }).up()
    const client = await engineOf(url).checkout().open()
    await client.ask({ text: 'create index concurrently on big (n)', values: [], prepare: false })
    await session.rollback()
    expect(await waiting).toHaveLength(3)
  })
})

describe('a lock that is lost', () => {
  it('takes the revision back that was running', async () => {
    const kill = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`
    const { migrator, tables, recorded } = await bench({
      '0001_a.mjs': revision({
        id: '0001',
        revises: null,
        up: ['create table a ()', kill, 'select pg_sleep(0.2)'],
      }),
    })
    await expect(migrator.up()).rejects.toMatchObject({ code: 'LOCK_LOST' })
    expect(await tables()).toEqual([])
    expect(await recorded()).toEqual([])
  })

  it('is not lost to a timeout of idle transactions', async () => {
    const { url, folder, query } = await bench({
      '0001_a.mjs': revision({ id: '0001', revises: null, up: ['create table a ()', 'select pg_sleep(1)'] }),
    })
    await query(
      "do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = 300', current_database()); end $$",
    )
    await query(
      "do $$ begin execute format('alter database %I set transaction_timeout = 0', current_database()); exception when undefined_object then null; end $$",
    )
    const migrator = createMigrator({ engine: engineOf(url), folder })
    expect(await migrator.up()).toHaveLength(1)
  })
})

it('an engine with a pool of one is refused, because the lock needs a connection of its own', async () => {
  const { url, folder } = await bench(three)
  const engine = createEngine({ url, models: [], pool: { max: 1 } })
  await expect(createMigrator({ engine, folder }).up()).rejects.toMatchObject({ code: 'POOL_TOO_SMALL' })
  await engine.dispose()
})
