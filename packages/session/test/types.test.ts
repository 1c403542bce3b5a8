/** What the compiler knows: each `@ts-expect-error` below is an error that `npm run typecheck` insists on. */
import { expect, expectTypeOf, test } from 'vitest'
import { joined } from '@retort/session/async'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import { Line, Order, User } from './support/shop.ts'

/** Only compiled, never called. */
type Examples = Record<string, (session: async.Session, other: blocking.Session) => unknown>

const examples: Examples = {
  'a loaded relation is there': async (session) => {
    const [user] = await session.findAll(User, { load: { orders: true, referrer: true } })
    expectTypeOf(user?.orders).toExtend<readonly Order[] | undefined>()
    // @ts-expect-error it may be null
    return user?.referrer.fullName
  },
  'one that is not loaded may be missing': async (session) => {
    const [user] = await session.findAll(User)
    // @ts-expect-error not loaded
    return user === undefined ? undefined : user.orders.length
  },
  'nested relations are there, whatever the strategy': async (session) => {
    const load = { orders: joined({ load: { lines: { load: { product: true } } } }) }
    const [user] = await session.findAll(User, { load })
    expectTypeOf(user?.orders[0]?.lines[0]?.product.title).toEqualTypeOf<string | undefined>()
  },
  'the others can be awaited': async (session) => {
    const user = await session.get(User, '1')
    expectTypeOf(await user?.awaitable.orders).toExtend<readonly Order[] | undefined>()
    for (const order of (await user?.awaitable.orders) ?? [])
      expectTypeOf(await order.awaitable.user).toExtend<User>()
  },
  'in the blocking world every relation is there': (_session, other) => {
    const user = other.get(User, '1')
    expectTypeOf(user?.orders[0]?.lines[0]?.product.title).toEqualTypeOf<string | undefined>()
    // @ts-expect-error the blocking world has no promises
    return user?.awaitable
  },
  'a relation with a typo does not compile': async (session) => {
    // @ts-expect-error it is orders
    await session.findAll(User, { load: { ordrs: true } })
    // @ts-expect-error it is lines
    await session.findAll(User, { load: { orders: { load: { lins: true } } } })
  },
  'nor does an attribute': async (session) => {
    // @ts-expect-error it is fullName
    await session.findAll(User, { attributes: ['fulName'] })
    // @ts-expect-error it is username
    await session.findAll(User, { where: { usrname: 'x' } })
    // @ts-expect-error it is username
    await session.update(User, { usrname: 'x' }, { where: {} })
    // @ts-expect-error it is telegramId
    await session.insert(User, [{ telegramId: '1', fullName: 'x' }], { onConflict: { target: ['telegram'] } })
    // @ts-expect-error it is orderId
    await session.get(Line, { order: 1 })
  },
  'nor does a row without what it must have': async (session) => {
    // @ts-expect-error fullName is missing
    await session.insert(User, [{ telegramId: '1' }])
  },
  'what insert gives depends on returning': async (session) => {
    const row = { telegramId: '1', fullName: 'x' }
    expectTypeOf(await session.insert(User, [row])).toEqualTypeOf<number>()
    expectTypeOf(await session.insert(User, [row], { returning: true })).toEqualTypeOf<User[]>()
  },
  'the two kinds of session cannot be mixed up': (session, other) => {
    // @ts-expect-error an async session is disposed with await
    using wrong = session
    // @ts-expect-error a blocking session has nothing to await
    const promise: Promise<void> = other.commit()
    return [wrong, promise]
  },
  'loaded instances go where plain ones are asked for': async (session) => {
    const [user] = await session.findAll(User, { load: { orders: true } })
    const order = Order.build({})
    if (user) order.user = user
    if (user) session.delete(user)
  },
}

test('the compiler has seen every example', () => {
  expect(Object.values(examples).every((example) => typeof example === 'function')).toBe(true)
  expect(Object.keys(examples)).toHaveLength(11)
})
