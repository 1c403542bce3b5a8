/** The pool in every world: how many connections there are, how long they live, and what is lent after one was lost. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import { Sequelize } from 'sequelize-typescript'
import { afterAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import type { AnyEngine } from './support/leases.ts'
import { failureOf, leasing, processOf } from './support/leases.ts'
import { models } from './support/shop.ts'

const { url } = await emptyDatabase()
const admin = leasing['async']?.({ url, models, applicationName: 'admin' }) as AnyEngine
const lease = await admin.lease()
afterAll(() => admin.dispose())

/** Ends a process of the server's and waits until it is gone. */
async function terminate(process: number): Promise<void> {
  await lease.send('select pg_terminate_backend($1)', [String(process)])
  while ((await processes([process])) > 0) await sleep(5)
}

/** How many of these processes there are. */
async function processes(among: readonly number[]): Promise<number> {
  const { rows } = await lease.send('select count(*)::int from pg_stat_activity where pid = any($1::int[])', [
    `{${among.join()}}`,
  ])
  return Number(rows[0]?.[0])
}

describe.each(Object.entries(leasing))('the pool, %s', (_world, make) => {
  const opened: AnyEngine[] = []
  const open = (pool: async.PoolOptions = {}, more: object = {}) => {
    const engine = make({ url, models, pool, ...more } as async.EngineOptions)
    opened.push(engine)
    return engine
  }
  afterAll(() => Promise.all(opened.map((engine) => engine.dispose())))

  /** Takes a lease, says whose it is, and gives it back. */
  async function used(engine: AnyEngine): Promise<number> {
    const lease = await engine.lease()
    const process = await processOf(lease)
    lease.release()
    return process
  }

  test('lends the same connection again', async () => {
    const engine = open()
    expect(await used(engine)).toBe(await used(engine))
  })

  test('has ten connections where nothing else is said', async () => {
    const engine = open()
    const leases = await Promise.all(Array.from({ length: 10 }, () => engine.lease()))
    const ids = await Promise.all(leases.map(processOf))
    expect(new Set(ids).size).toBe(10)
    for (const each of leases) each.release()
    const again = await Promise.all(Array.from({ length: 10 }, () => engine.lease()))
    expect(new Set(await Promise.all(again.map(processOf)))).toEqual(new Set(ids))
  })

  test('says where the lease that is in the way was taken, and where this one', async () => {
    const engine = open({ max: 1 })
    const first = await engine.lease()
    const begun = performance.now()
    const failed = await failureOf(engine.lease())
    expect(performance.now() - begun).toBeLessThan(1000)
    expect(failed).toMatchObject({ code: 'POOL_EXHAUSTED' })
    expect(failed.message).toMatch(/leases\.[jt]s:\d+.*leases\.[jt]s:\d+/)
    expect(failed.message).toContain('pool.max is 1')
    expect(failed.message).not.toContain('\n')
    expect(failed['cause']).toBeInstanceOf(Error)
    expect((failed['cause'] as Error).stack).toMatch(/taken here.*\n\s+at .*leases/)
    first.release()
    expect(await used(engine)).toBeGreaterThan(0)
  })

  test('gives a connection back once, however often it is released', async () => {
    const engine = open({ max: 1 })
    const first = await engine.lease()
    first.release()
    const second = await engine.lease()
    first.release()
    await expect(engine.lease()).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' })
    second.release()
  })

  test('replaces a connection of a certain age before it is lent', async () => {
    const engine = open({ recycle: 100 })
    const first = await used(engine)
    expect(await used(engine)).toBe(first)
    await sleep(120)
    expect(await used(engine)).not.toBe(first)
    await expect.poll(() => processes([first])).toBe(0)
  })

  test('closes a connection that nobody has used for a while', async () => {
    const engine = open({ idle: 50 })
    const first = await used(engine)
    await expect.poll(() => processes([first]), { timeout: 5000 }).toBe(0)
    expect(await used(engine)).not.toBe(first)
  })

  test('keeps as many as it is told to', async () => {
    const engine = open({ idle: 50, min: 1 })
    const first = await used(engine)
    await sleep(1300)
    expect(await used(engine)).toBe(first)
  })

  test('lends no connection that was lost while nobody used it, when it pings', async () => {
    const engine = open({ prePing: true })
    const heard: unknown[] = []
    engine.on('statement', (event) => void heard.push(event))
    const leases = [await engine.lease(), await engine.lease()]
    const ids = await Promise.all(leases.map(processOf))
    for (const each of leases) each.release()
    for (const id of ids) await terminate(id)
    const lease = await engine.lease()
    expect(ids).not.toContain(await processOf(lease))
    lease.release()
    expect(heard).toHaveLength(3)
  })

  test('says so once where it does not ping', async () => {
    const engine = open()
    const first = await engine.lease()
    const id = await processOf(first)
    await terminate(id)
    const failed = await failureOf(first.send('select 1'))
    expect(failed).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(failed.message).not.toContain('\n')
    first.release()
    expect(await used(engine)).not.toBe(id)
  })

  test('says clearly that a transaction was lost, and goes on with another connection', async () => {
    const engine = open({ max: 1 })
    const first = await engine.lease()
    await first.send('begin')
    await terminate(await processOf(first))
    await expect(first.send('select 1')).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(first.send('commit')).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    first.release()
    expect(await used(engine)).toBeGreaterThan(0)
  })

  test('lends nothing after it was disposed, and closes what it had lent', async () => {
    const engine = open()
    const first = await engine.lease()
    const ids = [await processOf(first), await used(engine)]
    await engine.dispose()
    await expect(engine.lease()).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
    await expect(first.send('select 1')).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    first.release()
    await expect.poll(() => processes(ids)).toBe(0)
  })
})

describe('the pool, async', () => {
  const open = (pool: async.PoolOptions) => async.createEngine({ url, models, pool })
  const ask = { text: 'select pg_backend_pid()', values: [], prepare: false }

  test('lets those wait that began beside each other', async () => {
    await using engine = open({ max: 2 })
    const work = async (): Promise<void> => {
      const lease = await engine.checkout().open()
      await lease.ask(ask)
      await sleep(5)
      lease.release()
    }
    await Promise.all(Array.from({ length: 12 }, work))
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await sleep(index)
        for (let unit = 0; unit < 3; unit++) await work()
      }),
    )
  })

  test('lets those wait that began in a context whose lease was given back', async () => {
    await using engine = open({ max: 1 })
    const first = await engine.checkout().open()
    first.release()
    const requests = Array.from({ length: 4 }, async () => {
      await sleep(1)
      const lease = await engine.checkout().open()
      await sleep(2)
      lease.release()
    })
    expect(await Promise.all(requests)).toHaveLength(4)
  })

  test('lets those wait who are inside of a holder, as long as others can give something back', async () => {
    await using engine = open({ max: 3 })
    const outer = await engine.checkout().open()
    const inner = Array.from({ length: 8 }, async () => {
      const lease = await engine.checkout().open()
      await lease.ask(ask)
      lease.release()
    })
    expect(await Promise.all(inner)).toHaveLength(8)
    outer.release()
  })

  test('fails at once when every holder waits for one more', async () => {
    await using engine = open({ max: 3 })
    const work = async (): Promise<string> => {
      const outer = await engine.checkout().open()
      try {
        await sleep(20)
        const inner = await engine.checkout().open()
        inner.release()
        return 'done'
      } finally {
        outer.release()
      }
    }
    const begun = performance.now()
    const results = await Promise.allSettled([work(), work(), work()])
    expect(performance.now() - begun).toBeLessThan(2000)
    const failed = results.filter(({ status }) => status === 'rejected')
    expect(failed).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'POOL_EXHAUSTED' }) },
    ])
  })

  test('fails at once however deep the nesting is, and through functions that awaited something', async () => {
    await using engine = open({ max: 3 })
    const nest = async (depth: number): Promise<void> => {
      await sleep(1)
      const lease = await engine.checkout().open()
      try {
        await lease.ask(ask)
        await nest(depth + 1)
      } finally {
        lease.release()
      }
    }
    const failed = await failureOf(nest(1))
    expect(failed).toMatchObject({ code: 'POOL_EXHAUSTED' })
    expect(failed.message).toMatch(/pool\.test\.ts:\d+.*pool\.test\.ts:\d+/)
    expect((failed['cause'] as Error).stack).toMatch(/\n\s+at .*pool\.test/)
  })

  test('knows another engine from its own', async () => {
    await using engine = open({ max: 1 })
    await using other = open({ max: 1 })
    const outer = await engine.checkout().open()
    const inner = await other.checkout().open()
    await expect(engine.checkout().open()).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' })
    inner.release()
    outer.release()
  })

  test('gives up after the time that it was told, and says how long that was', async () => {
    await using engine = open({ max: 1, acquire: 60 })
    const holding = new AbortController()
    const held = (async () => {
      await sleep(1)
      const lease = await engine.checkout().open()
      await sleep(10_000, undefined, { signal: holding.signal }).catch(() => undefined)
      lease.release()
    })()
    await sleep(30)
    const failed = await failureOf(engine.checkout().open())
    expect(failed).toMatchObject({ code: 'POOL_EXHAUSTED' })
    expect(failed.message).toMatch(
      /pool\.max is 1\) were all in use for \d+ ms.*latest lease.*pool\.test\.ts:\d+/,
    )
    holding.abort()
    await held
  })

  test('does not blame the pool for a server that does not answer', async () => {
    const { createServer } = await import('node:net')
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const engine = async.createEngine({
      host: '127.0.0.1',
      port,
      database: 'x',
      models,
      pool: { acquire: 50 },
    })
    await expect(engine.checkout().open()).rejects.toMatchObject({ code: 'UNREACHABLE' })
    silent.close()
  })

  test('closes a connection on which a transaction was left open, and keeps one whose transaction ended', async () => {
    await using engine = open({ max: 1 })
    const send = async (...texts: readonly string[]): Promise<unknown> => {
      const lease = await engine.checkout().open()
      for (const text of texts) await lease.ask({ ...ask, text }).catch(() => undefined)
      const { rows } = await lease.ask(ask).catch(() => ({ rows: [] }))
      lease.release()
      return rows[0]?.[0]
    }
    const first = await send('begin', 'commit')
    expect(await send('begin', 'select 1/0', 'rollback')).toBe(first)
    expect(await send('begin')).toBe(first)
    const second = await send('begin', 'select 1/0')
    expect(second).toBeUndefined()
    expect(await send()).not.toBe(first)
  })

  test('lends a connection again whose transaction ended in the same round trip, or unawaited', async () => {
    await using engine = open({ max: 1 })
    const prepared = { ...ask, prepare: true }
    const ids = new Set<unknown>()
    for (const end of [{ after: 'COMMIT' }, {}]) {
      const lease = await engine.checkout().open()
      const { rows } = await lease.ask({ ...prepared, before: 'BEGIN', ...end })
      if (end.after === undefined) await lease.ask({ ...ask, text: 'ROLLBACK', unawaited: true })
      lease.release()
      ids.add(rows[0]?.[0])
    }
    const lease = await engine.checkout().open()
    ids.add((await lease.ask(prepared)).rows[0]?.[0])
    lease.release()
    expect(ids.size).toBe(1)
  })

  test('holds no chain of what was given back', async () => {
    await using engine = open({ max: 2 })
    let held = await engine.checkout().open()
    for (let turn = 0; turn < 20_000; turn++) {
      const next = await engine.checkout().open()
      held.release()
      held = next
    }
    held.release()
    expect(await engine.checkout().open()).toBeDefined()
  })

  test('is that of an adopted Sequelize, which keeps it', async () => {
    const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, models, pool: { max: 1 } })
    const engine = async.createEngine({ sequelize, pool: { prePing: true, recycle: 60_000 } })
    const lease = await engine.checkout().open()
    await expect(engine.checkout().open()).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' })
    lease.release()
    await engine.dispose()
    await sequelize.authenticate()
    await sequelize.close()
  })

  test('has a size that others can read', async () => {
    await using engine = async.createEngine({ url, models })
    await using small = open({ max: 1 })
    expect([engine, small].map((each) => each.sequelize.config.pool?.max)).toEqual([10, 1])
  })
})

describe('sessions inside of each other', () => {
  test('are told where both of them are, async', async () => {
    await using engine = async.createEngine({ url, models, pool: { max: 1 } })
    const Session = async.sessionmaker(engine)
    await using outer = Session()
    await outer.execute`select 1`
    await using inner = Session()
    const failed = await failureOf(inner.execute`select 2`)
    expect(failed).toMatchObject({ code: 'POOL_EXHAUSTED' })
    expect(failed.message).toMatch(/took its lease at \S*pool\.test\.ts:\d+, .* at \S*pool\.test\.ts:\d+\./)
    expect((failed['cause'] as Error).stack?.split('\n')[1]).toContain('pool.test.ts')
    await outer.commit()
    expect(await inner.execute`select 2 as two`).toEqual([{ two: 2 }])
  })

  test('are told where both of them are, blocking', () => {
    using engine = blocking.createEngine({ url, models, pool: { max: 1 } })
    const Session = blocking.sessionmaker(engine)
    using outer = Session()
    outer.execute`select 1`
    using inner = Session()
    const message = /taken at \S*pool\.test\.ts:\d+, this one at \S*pool\.test\.ts:\d+\./
    expect(() => inner.execute`select 2`).toThrow(
      expect.objectContaining({ code: 'POOL_EXHAUSTED', message: expect.stringMatching(message) }),
    )
    outer.commit()
    expect(inner.execute`select 2 as two`).toEqual([{ two: 2 }])
  })

  test('wait for each other where they are beside each other', async () => {
    await using engine = async.createEngine({ url, models, pool: { max: 2 } })
    const Session = async.sessionmaker(engine)
    const units = Array.from({ length: 20 }, async (_, index) => {
      await using session = Session()
      const [row] = await session.execute<{ n: number }>`select ${index}::int as n`
      await session.commit()
      return row?.n
    })
    expect(await Promise.all(units)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })
})
