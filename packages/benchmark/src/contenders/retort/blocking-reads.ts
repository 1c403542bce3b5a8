/** Reading by blocking sessions, a new one for each call. What is lazy is read where it is looked at. */
import { Order, User } from '@retort/schema'
import type { Session } from '@retort/session/sync'
import type { Answer, Ways } from '../../workload/workload.ts'
import type { UserOrder } from './loads.ts'
import { byKey, byName, byStrategy, byUser, ordersOfUsers, productsOfUsers, usersOfOrders } from './loads.ts'

/** Runs something in a session of its own. */
export type InSession = <T>(body: (session: Session) => T) => T

export function blockingReads(inSession: InSession): Ways {
  return {
    W1: {
      'one session': (keys) => inSession((session) => readInTurn(keys, (key) => session.get(User, key))),
      'a session each': (keys) => readInTurn(keys, (key) => inSession((session) => session.get(User, key))),
    },
    W2: waysOfOrders(inSession),
    W3: waysOfProducts(inSession, byKey),
    W4: waysOfUsers(inSession),
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
      inSession((session) => {
        const users = session.findAll(User, { order, limit })
        for (const user of users) void user.orders
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
      inSession((session) => {
        const users = session.findAll(User, { order, limit })
        for (const user of users) for (const each of user.orders) void each.products
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
      inSession((session) => {
        const orders = session.findAll(Order, { order, limit })
        for (const each of orders) void each.user
        return orders
      }),
  }
}

function readInTurn(keys: readonly string[], read: (key: string) => unknown): Answer {
  const users: unknown[] = []
  for (const key of keys) users.push(read(key))
  return users
}
