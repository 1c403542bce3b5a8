/** Workload `W4`: orders, each with its user. */
import type pg from 'pg'
import { Order, User } from '@retort/schema'
import { joined, lateral, subquery } from '@retort/session/async'
import type { Connections } from './connections.ts'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { fillShop } from './fill.ts'
import type { OrderWithUser } from './joined-rows.ts'
import { orderColumns, ordersOf, userColumns } from './joined-rows.ts'
import { arrayOf, ask, byHand, byNativeHand, bySessions, prepare, shop } from './loading.ts'
import type { NativeClient } from './native-client.ts'
import type { OrderRow, UserRow } from './shop-rows.ts'
import { nestUsers, ownerKeys } from './shop-rows.ts'
import type { Size } from './size.ts'
import { timesAsync } from './times.ts'

/** Orders of an operation, ten of each user, and operations of a turn. */
const wanted = { full: 2000, quick: 200 }
const operationsOf = { full: 12, quick: 1 }

const order: ('userId' | 'orderId')[] = ['userId', 'orderId']

/** Ways to load them: a line each. */
const ways = {
  selectin: { user: true },
  joined: { user: joined() },
  subquery: { user: subquery() },
  lateral: { user: lateral() },
} as const

const orders = { name: 'orders', text: 'select * from orders order by user_id, order_id limit $1' }
const users = { name: 'users', text: 'select * from users where telegram_id = any($1)' }
const join = {
  name: 'join',
  text: `select ${orderColumns}, ${userColumns} from (${orders.text}) o
    join users u on u.telegram_id = o.user_id order by o.user_id, o.order_id`,
}

export async function ordersWithUsers(url: string, { quick }: Size): Promise<Field> {
  const size = quick ? 'quick' : 'full'
  await fillShop(url, shop[size].users, shop[size].products)
  const connections = await connect(url)
  const limit = wanted[size]
  const operations = operationsOf[size]
  const contenders = [
    ...byHand(operations, {
      'one join': async () => countOwned(await byJoin(connections.client, limit)),
      'select-in': async () => countOwned(await bySelectIn(connections.client, limit)),
    }),
    ...byNativeHand(connections.native, operations, 'select-in', (native) => natively(native, limit)),
    bySequelize(operations, limit),
    ...byWays(connections, operations, limit),
  ]
  const { close } = connections
  return { contenders, operations, expected: limit * operations, unit: 'orders with a user', close }
}

async function byJoin(client: pg.Client, limit: number): Promise<readonly OrderRow[]> {
  return ordersOf(await ask<OrderWithUser>(client, join, limit))
}

async function bySelectIn(client: pg.Client, limit: number): Promise<readonly OrderRow[]> {
  const found = await ask<OrderRow>(client, orders, limit)
  nestUsers(found, await ask<UserRow>(client, users, ownerKeys(found)))
  return found
}

function natively(native: NativeClient, limit: number): () => number {
  prepare(native, orders, users)
  return () => {
    const found = native.executeSync<OrderRow>(orders.name, [limit])
    nestUsers(found, native.executeSync<UserRow>(users.name, [arrayOf(ownerKeys(found))]))
    return countOwned(found)
  }
}

function bySequelize(operations: number, limit: number): Contender {
  const include = [{ model: User, as: 'user' }]
  const read = async () => countOwned(await Order.findAll({ include, order, limit }))
  return { name: 'Sequelize, include', turn: () => timesAsync(operations, read) }
}

function byWays(connections: Connections, operations: number, limit: number): readonly Contender[] {
  const read = Object.entries(ways).flatMap(([name, load]) =>
    bySessions(connections, operations, name, {
      async: async (session) => countOwned(await session.findAll(Order, { order, limit, load })),
      blocking: (session) => countOwned(session.findAll(Order, { order, limit, load })),
    }),
  )
  const options = { order, limit, load: ways.selectin, plain: true } as const
  const plainly = bySessions(connections, operations, 'plain', {
    async: async (session) => countOwned(await session.findAll(Order, options)),
    blocking: (session) => countOwned(session.findAll(Order, options)),
  })
  return [...read, ...plainly]
}

function countOwned(found: readonly { readonly user?: object | null | undefined }[]): number {
  return found.filter(({ user }) => user !== undefined && user !== null).length
}
