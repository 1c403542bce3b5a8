/** A connection that the server ends: between two uses nobody notices, in a transaction there is one clear error. */
import { expect } from 'vitest'
import type { AnySession } from './support/worlds.ts'
import { withEngines } from './support/engines.ts'
import { its, play } from './support/play.ts'
import { must } from './support/must.ts'
import { models, tables, User } from './support/shop.ts'

async function backend(session: AnySession): Promise<unknown> {
  const [row] = await session.execute`select pg_backend_pid() as pid`
  return row?.['pid']
}

async function end(killer: AnySession, pid: unknown): Promise<void> {
  await killer.execute`select pg_terminate_backend(${pid}, 5000)`
  await killer.commit()
}

const user = (id: string) => User.build({ telegramId: id, fullName: 'Ann' })

withEngines({ models, tables }, (it) => {
  it('nobody notices that a connection was ended between two uses, with prePing', async ({ engine }) => {
    const [pinged, other] = [engine({ pool: { prePing: true } }), engine()]
    const session = pinged.open()
    const before = await backend(session)
    await session.commit()
    await end(other.open(), before)
    expect(await session.count(User, { where: { telegramId: '77' } })).toBe(0)
    expect(await backend(session)).not.toBe(before)
    await session.close()
  })

  it('tells that the connection was lost in the middle, and the session is usable after a rollback', async ({
    engine,
  }) => {
    const [used, other] = [engine(), engine()]
    const session = used.open()
    const ann = user('1')
    session.add(ann)
    await session.flush()
    await end(other.open(), await backend(session))
    ann.username = 'x'
    await expect(async () => session.flush()).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      name: 'SessionError',
    })
    await expect(async () => session.count(User)).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect([ann.isNewRecord, session.contains(ann), await session.count(User)]).toEqual([true, false, 0])
    session.add(user('2'))
    await session.commit()
    const check = other.open()
    expect(await check.count(User)).toBe(1)
    await check.destroy(User, { where: {} })
    await check.commit()
    await check.close()
    await session.close()
  })

  it('tells that the connection was lost while it commits', async ({ engine }) => {
    const [used, other] = [engine(), engine()]
    const session = used.open()
    session.add(user('1'))
    await session.flush()
    await end(other.open(), await backend(session))
    await expect(async () => session.commit()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await session.rollback()
    expect(await session.count(User)).toBe(0)
    await session.close()
  })

  it('rolls back quietly where the connection is gone', async ({ engine }) => {
    const [used, other] = [engine(), engine()]
    const session = used.open()
    const pid = await backend(session)
    session.add(user('1'))
    await session.flush()
    await end(other.open(), pid)
    await session.rollback()
    expect(await session.count(User)).toBe(0)
    await session.close()
  })

  it('throws the first failure where the connection is lost in a callback', async ({ engine, blocking }) => {
    const [used, other] = [engine(), engine()]
    const session = used.open()
    const killer = other.open()
    const body = function* (inner: AnySession) {
      const [row] = yield* its(inner.execute`select pg_backend_pid() as pid`)
      yield* its(killer.execute`select pg_terminate_backend(${must(row)['pid']}, 5000)`)
      yield* its(inner.count(User))
    }
    await expect(async () =>
      session.transaction((inner) =>
        play(
          blocking,
          (function* () {
            yield* its(inner.savepoint((deep) => play(blocking, body(deep))))
          })(),
        ),
      ),
    ).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await session.count(User)).toBe(0)
    await killer.close()
    await session.close()
  })

  it('closes without a word where the connection is gone', async ({ engine }) => {
    const [used, other] = [engine(), engine()]
    const session = used.open()
    await end(other.open(), await backend(session))
    await session.close()
    const next = used.open()
    expect(await next.count(User)).toBe(0)
    await next.close()
  })
})
