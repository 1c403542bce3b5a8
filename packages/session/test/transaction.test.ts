/** Transactions: what a rollback takes back, who may end one, and what is told when it has ended. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { its, play } from './support/play.ts'
import { Order, Product, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { must } from './support/must.ts'

const dora = () => User.build({ telegramId: '4', fullName: 'Dora' })

inEveryWorld((stage, it) => {
  const { blocking } = stage

  it('rolls attributes back to what they were, flushed or not', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    await session.flush()
    ann.fullName = 'Annabel'
    ann.username = 'a'
    await session.rollback()
    expect([ann.fullName, ann.username, ann.changed(), session.dirty.size]).toEqual(['Ann', null, false, 0])
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Ann')
  })

  it('rolls collections and both sides back, flushed or not', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { orders: true } })
    const [first, second] = must(ann?.orders)
    must(first).user = must(bob)
    await session.flush()
    must(second).user = must(bob)
    bob?.orders?.push(Order.build({}))
    await session.rollback()
    expect(ann?.orders).toEqual([first, second])
    expect([bob?.orders?.length, first?.user === ann, first?.userId, second?.userId]).toEqual([
      1,
      true,
      '1',
      '1',
    ])
  })

  it('makes what was added new again, and it can be added once more', async ({ open }) => {
    const session = open()
    const [user, product] = [dora(), Product.build({ title: 'ink', price: '1' })]
    session.addAll([user, product])
    await session.flush()
    await session.rollback()
    expect([user.isNewRecord, session.contains(user), session.new.size]).toEqual([true, false, 0])
    session.addAll([user, product])
    await session.commit()
    expect([await open().count(User), await open().count(Product)]).toEqual([1, 1])
  })

  it('brings what was deleted back, with what the delete took along', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1', { load: { orders: true } }))
    const [first] = must(ann.orders)
    session.delete(ann)
    await session.flush()
    expect([session.contains(ann), session.contains(must(first))]).toEqual([false, false])
    await session.rollback()
    expect([await session.get(User, '1'), await session.get(Order, must(first).orderId)]).toEqual([
      ann,
      first,
    ])
  })

  it('forgets a delete that was never flushed', async ({ open }) => {
    await people(open())
    const session = open()
    session.delete(must(await session.get(User, '1')))
    await session.rollback()
    await session.commit()
    expect([session.deleted.size, await open().count(User)]).toEqual([0, 3])
  })

  it('rolls back only to the last commit', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    await session.commit()
    ann.fullName = 'Annabel'
    await session.flush()
    await session.rollback()
    expect(ann.fullName).toBe('Anna')
  })

  it('goes on after a statement has failed and was rolled back', async ({ open }) => {
    await people(open())
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Twin' }))
    await expect(async () => session.flush()).rejects.toMatchObject({
      name: 'SequelizeUniqueConstraintError',
    })
    await expect(async () => session.commit()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    session.add(dora())
    await session.commit()
    expect(await open().count(User)).toBe(4)
  })

  it('commits a callback that ends, and gives what it gave', async ({ open, sent }) => {
    const session = open()
    const result = await session.transaction((inner: AnySession) => {
      inner.add(dora())
      return 'done'
    })
    expect(result).toBe('done')
    expect([sent()[0], await open().count(User)]).toEqual(['BEGIN', 1])
  })

  it('rolls back a callback that throws, and throws what it threw', async ({ open }) => {
    const session = open()
    const failure = new Error('no')
    const user = dora()
    const body = function* (inner: AnySession) {
      inner.add(user)
      yield* its(inner.flush())
      throw failure
    }
    await expect(async () => session.transaction((inner) => play(blocking, body(inner)))).rejects.toBe(
      failure,
    )
    expect([user.isNewRecord, await session.count(User)]).toEqual([true, 0])
  })

  it('lets no callback end what it did not begin', async ({ open }) => {
    const session = open()
    const body = function* (inner: AnySession) {
      const failures: unknown[] = []
      for (const end of [() => inner.commit(), () => inner.rollback()]) {
        try {
          yield* its(end())
        } catch (error) {
          failures.push(error)
        }
      }
      inner.add(dora())
      return failures
    }
    const failures = await session.transaction((inner) => play(blocking, body(inner)))
    expect(failures).toMatchObject([{ code: 'TRANSACTION_HELD' }, { code: 'TRANSACTION_HELD' }])
    expect(await open().count(User)).toBe(1)
    await expect(async () =>
      session.savepoint((inner) =>
        play(
          blocking,
          (function* () {
            yield* its(inner.commit())
          })(),
        ),
      ),
    ).rejects.toMatchObject({ code: 'TRANSACTION_HELD' })
  })

  it('begins no transaction where one has begun', async ({ open }) => {
    const session = open()
    await session.begin()
    for (const again of [() => session.begin(), () => session.transaction(() => undefined)])
      await expect(async () => again()).rejects.toMatchObject({ code: 'TRANSACTION_BEGUN' })
    session.add(dora())
    await session.commit()
    expect(await open().count(User)).toBe(1)
  })

  it('calls hooks after a commit once, in order, and those of a rollback never', async ({ open }) => {
    const session = open()
    const heard: string[] = []
    session.afterCommit(() => heard.push('first'))
    session.afterRollback(() => heard.push('never'))
    session.afterCommit(() => heard.push('second'))
    session.add(dora())
    await session.commit()
    await session.commit()
    await session.rollback()
    expect(heard).toEqual(['first', 'second'])
  })

  it('calls hooks after a rollback once, in order, and those of a commit never', async ({ open }) => {
    const session = open()
    const heard: string[] = []
    session.afterRollback(() => heard.push('first'))
    session.afterCommit(() => heard.push('never'))
    session.afterRollback(() => heard.push('second'))
    session.add(dora())
    await session.flush()
    await session.rollback()
    await session.rollback()
    await session.commit()
    expect(heard).toEqual(['first', 'second'])
  })

  it('calls hooks when the row is there for everybody', async ({ open }) => {
    const session = open()
    const other = open()
    const seen: unknown[] = []
    session.afterCommit(() =>
      play(
        blocking,
        (function* () {
          seen.push(yield* its(other.count(User)))
        })(),
      ),
    )
    session.add(dora())
    await session.commit()
    expect(seen).toEqual([1])
  })

  it('calls every hook, and throws what the first that failed threw', async ({ open }) => {
    const session = open()
    const heard: string[] = []
    const failures = [new Error('one'), new Error('two')]
    for (const failure of failures)
      session.afterCommit(() => {
        heard.push(failure.message)
        throw failure
      })
    session.afterCommit(() => heard.push('three'))
    session.add(dora())
    await expect(async () => session.commit()).rejects.toBe(failures[0])
    expect([heard, await open().count(User)]).toEqual([['one', 'two', 'three'], 1])
    await session.commit()
    expect(await session.count(User)).toBe(1)
  })

  it('lets a hook use the session, whose next transaction that is', async ({ open }) => {
    const session = open()
    const log = () => Product.build({ title: 'log', price: '1' })
    session.afterCommit(() =>
      play(
        blocking,
        (function* () {
          session.add(log())
          yield* its(session.commit())
        })(),
      ),
    )
    session.add(dora())
    await session.commit()
    expect(await open().count(Product)).toBe(1)
  })

  it('calls the hooks of a rollback when a callback fails, and when the session closes', async ({ open }) => {
    const session = open()
    const heard: string[] = []
    const failure = new Error('no')
    const body = (inner: AnySession) => {
      inner.afterRollback(() => heard.push('failed'))
      inner.add(dora())
      throw failure
    }
    await expect(async () => session.transaction(body)).rejects.toBe(failure)
    session.afterRollback(() => heard.push('closed'))
    session.add(dora())
    await session.flush()
    await session.close()
    expect(heard).toEqual(['failed', 'closed'])
  })

  it('sends COMMIT along with the last statement, and rolls back when that fails', async ({ open, sent }) => {
    const session = open()
    await session.count(User)
    session.add(dora())
    await session.commit()
    expect(sent().map((text) => text.split(' ')[0])).toEqual(['BEGIN', 'SELECT', 'INSERT', 'COMMIT'])
    await session.count(User)
    const twin = dora()
    session.add(twin)
    await expect(async () => session.commit()).rejects.toMatchObject({
      name: 'SequelizeUniqueConstraintError',
    })
    await session.rollback()
    expect([twin.isNewRecord, await session.count(User)]).toEqual([true, 1])
  })
})
