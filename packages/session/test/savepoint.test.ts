/** Savepoints: what they take back and what they leave, under names that never collide. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import type { Play } from './support/play.ts'
import { its, play } from './support/play.ts'
import { Order, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { must } from './support/must.ts'

const user = (id: number) => User.build({ telegramId: `${id}`, fullName: `U${id}` })

inEveryWorld((stage, it) => {
  const within = (session: AnySession, body: (session: AnySession) => Play<unknown>) =>
    session.savepoint((inner) => play(stage.blocking, body(inner)))
  const names = (sent: readonly string[]) => sent.flatMap((text) => /^SAVEPOINT (\w+)/.exec(text)?.[1] ?? [])
  const failure = new Error('no')

  /** Opens levels inside each other down to `depth`, with a row in each; the one that `fails` throws. */
  function* nest(session: AnySession, depth: number, fails?: number, level = 1): Play<void> {
    session.add(user(level))
    if (level < depth) {
      try {
        yield* its(within(session, (inner) => nest(inner, depth, fails, level + 1)))
      } catch (error) {
        if (error !== failure) throw error
      }
    }
    yield* its(session.flush())
    if (level === fails) throw failure
  }

  it('releases what is done, and gives what the callback gave', async ({ open, sent }) => {
    const session = open()
    session.add(user(1))
    const result = await session.savepoint((inner) => {
      inner.add(user(2))
      return 'done'
    })
    await session.commit()
    await expectGolden(sent(), 'savepoint-released')
    expect([result, await open().count(User)]).toEqual(['done', 2])
  })

  it('takes back only what it did when its callback throws', async ({ open, sent }) => {
    const session = open()
    session.add(user(1))
    const body = function* (inner: AnySession) {
      inner.add(user(2))
      yield* its(inner.flush())
      throw failure
    }
    await expect(async () => within(session, body)).rejects.toBe(failure)
    await session.commit()
    await expectGolden(sent(), 'savepoint-rolled-back')
    expect((await open().findAll(User)).map(({ telegramId }) => telegramId)).toEqual(['1'])
  })

  it('nests five deep, each under a name of its own', async ({ open, sent }) => {
    const session = open()
    await within(session, (inner) => nest(inner, 5))
    await session.commit()
    const given = names(sent())
    expect([given.length, new Set(given).size]).toEqual([5, 5])
    expect(await open().count(User)).toBe(5)
  })

  for (const fails of [1, 2, 3, 4, 5]) {
    it(`takes back level ${fails} of five and what is inside of it, and leaves the rest`, async ({
      open,
    }) => {
      const session = open()
      session.add(user(9))
      await Promise.resolve()
        .then(() => within(session, (inner) => nest(inner, 5, fails)))
        .catch((error: unknown) => expect(error).toBe(failure))
      await session.commit()
      const ids = (await open().findAll(User, { order: ['telegramId'] })).map(({ telegramId }) =>
        Number(telegramId),
      )
      expect(ids).toEqual([...Array.from({ length: fails - 1 }, (_, index) => index + 1), 9])
    })
  }

  it('uses a name once, also of savepoints that follow each other', async ({ open, sent }) => {
    const session = open()
    for (const id of [1, 2, 3]) await session.savepoint((inner) => inner.add(user(id)))
    await session.commit()
    await session.savepoint((inner) => inner.add(user(4)))
    await session.rollback()
    expect(new Set(names(sent())).size).toBe(4)
    expect(await session.count(User)).toBe(3)
  })

  it('takes back what a released savepoint did when the transaction is rolled back', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    const added = user(7)
    await session.savepoint((inner) => {
      ann.fullName = 'Anna'
      inner.add(added)
    })
    expect(ann.fullName).toBe('Anna')
    await session.rollback()
    expect([ann.fullName, added.isNewRecord, session.contains(added)]).toEqual(['Ann', true, false])
    expect(await session.count(User)).toBe(3)
  })

  it('restores attributes, collections, deleted and added instances to what they were before it', async ({
    open,
  }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { orders: true } })
    const [first, second] = must(ann?.orders)
    must(ann).fullName = 'before'
    must(first).user = must(bob)
    const added = user(7)
    const body = function* (inner: AnySession) {
      must(ann).fullName = 'inside'
      must(second).user = must(bob)
      inner.add(added)
      inner.delete(must(first))
      yield* its(inner.flush())
      must(ann).username = 'pending'
      throw failure
    }
    await expect(async () => within(session, body)).rejects.toBe(failure)
    expect([ann?.fullName, ann?.username, ann?.orders]).toEqual(['before', null, [second]])
    expect([bob?.orders?.includes(must(first)), session.contains(must(first)), first?.userId]).toEqual([
      true,
      true,
      '2',
    ])
    expect([added.isNewRecord, session.contains(added), second?.userId]).toEqual([true, false, '1'])
    await session.commit()
    expect(await open().count(Order, { where: { userId: '2' } })).toBe(2)
    expect((await open().get(User, '1'))?.fullName).toBe('before')
  })

  it('leaves the work around it intact when a statement fails inside', async ({ open }) => {
    await people(open())
    const session = open()
    session.add(user(7))
    await expect(async () => session.savepoint((inner) => inner.add(user(1)))).rejects.toMatchObject({
      name: 'SequelizeUniqueConstraintError',
    })
    session.add(user(8))
    await session.commit()
    expect(await open().count(User)).toBe(5)
  })

  it('goes on inside of a transaction callback when an inner savepoint failed', async ({ open }) => {
    const session = open()
    const body = function* (inner: AnySession) {
      inner.add(user(1))
      try {
        yield* its(
          within(inner, function* (deep) {
            yield* its(deep.execute`select 1/0`)
          }),
        )
      } catch {
        inner.add(user(2))
      }
    }
    await session.transaction((inner) => play(stage.blocking, body(inner)))
    expect(await open().count(User)).toBe(2)
  })

  it('writes what is pending before it begins, so that this is not taken back', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    await expect(async () =>
      session.savepoint(() => {
        throw failure
      }),
    ).rejects.toBe(failure)
    expect(ann.fullName).toBe('Anna')
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
  })

  it('keeps hooks of a savepoint until the transaction commits, and drops them with it', async ({ open }) => {
    const session = open()
    const heard: string[] = []
    await session.savepoint((inner) => {
      inner.afterCommit(() => heard.push('kept'))
      inner.afterRollback(() => heard.push('never'))
    })
    const body = (inner: AnySession) => {
      inner.afterCommit(() => heard.push('dropped'))
      inner.afterRollback(() => heard.push('rolled back'))
      throw failure
    }
    await expect(async () => session.savepoint(body)).rejects.toBe(failure)
    expect(heard).toEqual(['rolled back'])
    session.afterCommit(() => heard.push('outer'))
    await session.commit()
    expect(heard).toEqual(['rolled back', 'kept', 'outer'])
  })

  it('calls the rollback hooks of a released savepoint when the transaction is rolled back', async ({
    open,
  }) => {
    const session = open()
    const heard: string[] = []
    session.afterRollback(() => heard.push('outer'))
    await session.savepoint((inner) => inner.afterRollback(() => heard.push('inner')))
    await session.rollback()
    expect(heard.toSorted()).toEqual(['inner', 'outer'])
  })

  it('begins the transaction where there is none', async ({ open, sent }) => {
    const session = open()
    await session.savepoint((inner) => inner.add(user(1)))
    expect(sent()[0]).toBe('BEGIN')
    await session.rollback()
    expect(await session.count(User)).toBe(0)
  })
})
