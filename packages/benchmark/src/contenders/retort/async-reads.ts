/** Reading by async sessions, a new one for each call. */
import { Order, User } from '@retort/schema'
import type { Session } from '@retort/session/async'
import type { Answer, Ways } from '../../workload/workload.ts'
import type { UserOrder } from './loads.ts'
import { byKey, byName, byStrategy, byUser, ordersOfUsers, productsOfUsers, usersOfOrders } from './loads.ts'

/** Runs something in a session of its own. */
export type InSession = <T>(body: (session: Session) => Promise<T>) => Promise<T>

export function asyncReads(inSession: InSession): Ways {
  return {
    W1: {
      'one session': (keys) => inSession((session) => readInTurn(keys, (key) => session.get(User, key))),
      'a session each': (keys) => readInTurn(keys, (key) => inSession((session) => session.get(User, key))),
    },
    W2: waysOfOrders(inSession),
    W3: waysOfProducts(inSession, byKey),
    W4: waysOfUsers(inSession),
    W7: {
      'one session': (keys) => inSession((session) => Promise.all(keys.map((key) => session.get(User, key)))),
      'a session each': (keys) =>
        Promise.all(keys.map((key) => inSession((session) => session.get(User, key)))),
    },
    W8: waysOfProducts(inSession, byName),
  }
}

function waysOfOrders(inSession: InSession) {
  const order = byKey
  const load = ordersOfUsers.selectin
  return {
    ...byStrategy(
      ordersOfUsers,
      (load) => (limit: number) => inSession((session) => session.findAll(User, { order, limit, load })),
    ),
    plain: (limit: number) =>
      inSession((session) => session.findAll(User, { order, limit, load, plain: true })),
    lazy: (limit: number) =>
      inSession(async (session) => {
        const users = await session.findAll(User, { order, limit })
        for (const user of users) await user.awaitable.orders
        return users
      }),
  }
}

function waysOfProducts(inSession: InSession, order: UserOrder) {
  const load = productsOfUsers.selectin
  return {
    ...byStrategy(
      productsOfUsers,
      (load) => (limit: number) => inSession((session) => session.findAll(User, { order, limit, load })),
    ),
    plain: (limit: number) =>
      inSession((session) => session.findAll(User, { order, limit, load, plain: true })),
    lazy: (limit: number) =>
      inSession(async (session) => {
        const users = await session.findAll(User, { order, limit })
        for (const user of users)
          for (const each of await user.awaitable.orders) await each.awaitable.products
        return users
      }),
  }
}

function waysOfUsers(inSession: InSession) {
  const order = byUser
  const load = usersOfOrders.selectin
  return {
    ...byStrategy(
      usersOfOrders,
      (load) => (limit: number) => inSession((session) => session.findAll(Order, { order, limit, load })),
    ),
    plain: (limit: number) =>
      inSession((session) => session.findAll(Order, { order, limit, load, plain: true })),
    lazy: (limit: number) =>
      inSession(async (session) => {
        const orders = await session.findAll(Order, { order, limit })
        for (const each of orders) await each.awaitable.user
        return orders
      }),
  }
}

async function readInTurn(keys: readonly string[], read: (key: string) => Promise<unknown>): Promise<Answer> {
  const users: unknown[] = []
  for (const key of keys) users.push(await read(key))
  return users
}
