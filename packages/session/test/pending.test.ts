/** What a session holds and has yet to write, and how it lets go: new, dirty, deleted, expunge, expire, autoflush. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { its, play } from './support/play.ts'
import { Order, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { must } from './support/must.ts'

const dora = () => User.build({ telegramId: '4', fullName: 'Dora' })

inEveryWorld((stage, it) => {
  it('tells what is new until it is flushed', async ({ open }) => {
    const session = open()
    const user = dora()
    session.add(user)
    expect([[...session.new], session.contains(user), session.dirty.size]).toEqual([[user], true, 0])
    await session.flush()
    expect([session.new.size, session.contains(user)]).toEqual([0, true])
  })

  it('tells what is dirty: attributes, collections, and nothing that is to be deleted', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { orders: true } })
    expect(session.dirty.size).toBe(0)
    must(ann).username = 'a'
    bob?.orders?.push(Order.build({}))
    expect([...session.dirty]).toEqual([ann, bob])
    expect([session.isModified(must(ann)), session.isModified(must(bob))]).toEqual([true, true])
    session.delete(must(ann))
    expect([[...session.dirty], [...session.deleted]]).toEqual([[bob], [ann]])
    await session.commit()
    expect([session.dirty.size, session.deleted.size]).toEqual([0, 0])
  })

  it('takes a delete back where the object is added again', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    session.delete(ann)
    expect(await session.get(User, '1')).toBeNull()
    session.add(ann)
    await session.commit()
    expect(await open().count(User)).toBe(3)
  })

  it('hands out sets that say what was, not what is', async ({ open }) => {
    const session = open()
    const before = session.new
    session.add(dora())
    expect([before.size, session.new.size]).toEqual([0, 1])
  })

  it('refuses to delete what is not its own', async ({ open }) => {
    const session = open()
    expect(() => session.delete(dora())).toThrowError(
      expect.objectContaining({ code: 'NOT_IN_SESSION' }) as Error,
    )
  })

  it('expunges an object: nothing of it is written, and another session may have it', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    session.expunge(ann)
    expect([session.contains(ann), session.dirty.size, ann.fullName]).toEqual([false, 0, 'Anna'])
    await session.commit()
    const other = open()
    other.add(ann)
    expect(other.dirty.has(ann)).toBe(true)
    await other.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
  })

  it('expunges what is new, and everything at once', async ({ open }) => {
    await people(open())
    const session = open()
    const user = dora()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'] })
    session.add(user)
    session.expunge(user)
    session.delete(must(bob))
    must(ann).username = 'x'
    session.expungeAll()
    expect([session.new, session.dirty, session.deleted].map(({ size }) => size)).toEqual([0, 0, 0])
    expect([user, ann, bob].map((each) => session.contains(must(each)))).toEqual([false, false, false])
    await session.commit()
    expect(await open().count(User)).toBe(3)
    expect(() => session.expunge(user)).toThrowError(
      expect.objectContaining({ code: 'NOT_IN_SESSION' }) as Error,
    )
  })

  it('does not bring back by a rollback what was expunged', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    await session.flush()
    session.expunge(ann)
    await session.rollback()
    expect([session.contains(ann), ann.fullName]).toEqual([false, 'Anna'])
    expect((await session.get(User, '1'))?.fullName).toBe('Ann')
  })

  it('expires one object: its changes are taken back and its row is read anew', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'] })
    await session.execute`update users set username = 'sql'`
    must(ann).fullName = 'Anna'
    session.expire(must(ann))
    expect([ann?.fullName, session.dirty.size]).toEqual(['Ann', 0])
    await session.findAll(User)
    expect([ann?.username, bob?.username]).toEqual(['sql', null])
  })

  it('expires a collection with its object', async ({ open }) => {
    await people(open())
    const session = open()
    const bob = must(await session.get(User, '2', { load: { orders: true } }))
    bob.orders?.push(Order.build({}))
    await session.execute`insert into "order" (user_id) values (2)`
    session.expireAll()
    expect(((await stage.related(bob, 'orders')) as Order[]).length).toBe(bob.orders?.length)
  })

  it('does not expire on commit where that is said', async ({ open, sent }) => {
    await people(open())
    const session = open({ expireOnCommit: false })
    const ann = must(await session.get(User, '1'))
    await session.commit()
    sent()
    expect(await session.get(User, '1')).toBe(ann)
    expect(sent()).toEqual([])
  })

  it('flushes nothing before reads where that is said', async ({ open }) => {
    const session = open({ autoflush: false })
    session.add(dora())
    expect([await session.count(User), session.new.size]).toEqual([0, 1])
    await session.commit()
    expect(await open().count(User)).toBe(1)
  })

  it('flushes nothing before reads inside of noAutoflush, and does so again after it', async ({ open }) => {
    const session = open()
    session.add(dora())
    const body = function* (inner: AnySession) {
      return yield* its(inner.count(User))
    }
    const inside = await session.noAutoflush((inner) => play(stage.blocking, body(inner)))
    expect([inside, await session.count(User)]).toEqual([0, 1])
  })

  it('flushes before reads again when noAutoflush fails', async ({ open }) => {
    const session = open()
    const failure = new Error('no')
    await expect(async () =>
      session.noAutoflush(() => {
        throw failure
      }),
    ).rejects.toBe(failure)
    session.add(dora())
    expect(await session.count(User)).toBe(1)
  })

  it('lets everything go when it closes, and takes nothing more', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    await session.close()
    await session.close()
    await expect(async () => session.count(User)).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
    expect(() => session.add(ann)).toThrowError(expect.objectContaining({ code: 'SESSION_CLOSED' }) as Error)
    const other = open()
    other.add(ann)
    expect(other.contains(ann)).toBe(true)
  })

  it('lets go of a new object that is deleted before it was written', async ({ open }) => {
    const session = open()
    const user = dora()
    session.add(user)
    session.delete(user)
    await session.commit()
    expect([session.contains(user), await session.count(User)]).toEqual([false, 0])
  })
})
