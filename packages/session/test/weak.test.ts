/** The identity map holds what was read weakly: what nobody else holds goes, unless it has something to write. */
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Order, User } from './support/shop.ts'
import type { AnySession } from './support/worlds.ts'
import { inEveryWorld } from './support/worlds.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Lets the program pause, and whatever is not held be collected. */
async function pause(): Promise<void> {
  for (let tick = 0; tick < 4; tick++) await new Promise((resolve) => setImmediate(resolve))
  collect()
}

const alive = (refs: readonly WeakRef<object>[]) => refs.filter((ref) => ref.deref() !== undefined).length

inEveryWorld(({ blocking }, it) => {
  const reading = async (session: AnySession, telegramId: string, change?: (user: User) => void) => {
    const user = await session.get(User, telegramId)
    if (user !== null) change?.(user)
    return new WeakRef(user as User)
  }
  const many = async (session: AnySession, count: number) => {
    const rows = Array.from({ length: count }, (_, index) => ({ telegramId: String(index), fullName: 'x' }))
    await session.insert(User, rows)
    await session.commit()
  }

  it('lets go of what nobody holds, and reads it anew', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ref = await reading(session, '1')
    await pause()
    expect(ref.deref()).toBeUndefined()
    sent()
    expect((await session.get(User, '1'))?.fullName).toBe('Ann')
    expect(sent()).toHaveLength(1)
  })

  it('keeps what somebody holds', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    await pause()
    sent()
    expect(await session.get(User, '1')).toBe(ann)
    expect(sent()).toEqual([])
  })

  it('keeps what has something to write until it is written', async ({ open }) => {
    await people(open())
    const session = open({ autoflush: false })
    const refs = [
      await reading(session, '1', (user) => (user.username = 'changed')),
      await reading(session, '2', (user) => session.delete(user)),
      await reading(session, '3', (user) => (user.orders = [Order.build({})])),
    ]
    await pause()
    expect(alive(refs)).toBe(3)
    await session.commit()
    expect(await session.scalars(User, { attributes: ['username'], order: ['telegramId'] })).toEqual([
      'changed',
      'cid',
    ])
    expect(await session.count(Order, { where: { userId: '3' } })).toBe(1)
    await pause()
    expect(alive(refs)).toBe(0)
  })

  it('keeps a graph that is held by one of its objects', async ({ open }) => {
    await people(open())
    const session = open()
    const order = await session.one(Order, {
      where: { orderId: 1 },
      load: { user: { load: { orders: true } } },
    })
    await pause()
    expect(order.user?.orders).toContain(order)
    expect(await session.get(User, '1')).toBe(order.user)
  })

  it('keeps what a transaction wrote until it ends, so that it can be taken back', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = (await session.get(User, '1')) as User
    ann.username = 'x'
    await session.flush()
    await pause()
    await session.rollback()
    expect(ann.username).toBeNull()
  })

  it('does not pile up what it reads in many steps', async ({ open }) => {
    await many(open(), 20_000)
    const session = open()
    const page = (offset: number) => ({ order: ['telegramId'], limit: 1_000, offset })
    let count = 0
    for (let offset = 0; offset < 20_000; offset += 1_000) {
      if (blocking) count += (session.findAll(User, page(offset)) as User[]).length
      else count += (await session.findAll(User, page(offset))).length
    }
    expect(count).toBe(20_000)
    expect(queryObjects(User)).toBeLessThanOrEqual(6_100)
  })

  it('does not pile up what it streams', async ({ open }) => {
    await many(open(), 20_000)
    const session = open()
    let count = 0
    if (blocking) for (const user of session.stream(User) as Iterable<User>) count += user.fullName.length
    else for await (const user of session.stream(User)) count += user.fullName.length
    expect(count).toBe(20_000)
    expect(queryObjects(User)).toBeLessThanOrEqual(6_100)
  })
})
