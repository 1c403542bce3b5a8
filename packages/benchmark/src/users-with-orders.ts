/** Workload `W2`: users with their orders. */
import type pg from 'pg'
import { Order, User } from '@retort/schema'
import { joined, lateral, subquery } from '@retort/session/async'
import type { Connections } from './connections.ts'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { fillShop } from './fill.ts'
import type { UserWithOrder } from './joined-rows.ts'
import { orderColumns, userColumns, usersWithOrders as apart } from './joined-rows.ts'
import { arrayOf, ask, byHand, byNativeHand, bySessions, countBeneath, prepare, shop } from './loading.ts'
import type { NativeClient } from './native-client.ts'
import type { OrderRow, UserRow } from './shop-rows.ts'
import { nestOrders, userKeys } from './shop-rows.ts'
import type { Size } from './size.ts'
import { timesAsync } from './times.ts'

/** How many users there are, and how many of them with how many orders each an operation reads; operations of a turn. */
type Extent = {
  readonly users: number
  readonly wanted: number
  readonly ordersEach: number
  readonly operations: number
}

const few = {
  full: { users: shop.full.users, wanted: 200, ordersEach: 10, operations: 12 },
  quick: { users: shop.quick.users, wanted: 20, ordersEach: 10, operations: 1 },
}

const many = {
  full: { users: 2000, wanted: 2000, ordersEach: 100, operations: 1 },
  quick: { users: 40, wanted: 40, ordersEach: 100, operations: 1 },
}

const order: 'telegramId'[] = ['telegramId']

/** Ways to load them: a line each. */
const ways = {
  selectin: { orders: true },
  joined: { orders: joined() },
  subquery: { orders: subquery() },
  lateral: { orders: lateral() },
} as const

const users = { name: 'users', text: 'select * from users order by telegram_id limit $1' }
const orders = { name: 'orders', text: 'select * from orders where user_id = any($1)' }
const join = {
  name: 'join',
  text: `select ${userColumns}, ${orderColumns} from (${users.text}) u
    left join orders o on o.user_id = u.telegram_id order by u.telegram_id`,
}

export function usersWithOrders(url: string, { quick }: Size): Promise<Field> {
  return fieldOf(url, quick ? few.quick : few.full)
}

/** The same of a hundred times as many orders: whether what it costs grows with what is read, and no faster. */
export function manyUsersWithManyOrders(url: string, { quick }: Size): Promise<Field> {
  return fieldOf(url, quick ? many.quick : many.full)
}

async function fieldOf(url: string, extent: Extent): Promise<Field> {
  const { users, wanted: limit, ordersEach, operations } = extent
  await fillShop(url, users, shop.quick.products)
  const connections = await connect(url)
  const { client, native, close } = connections
  await addOrders(client, ordersEach)
  const contenders = [
    ...byHand(operations, {
      'one join': async () => countOrders(await byJoin(client, limit)),
      'select-in': async () => countOrders(await bySelectIn(client, limit)),
    }),
    ...byNativeHand(native, operations, 'select-in', (native) => natively(native, limit)),
    bySequelize(operations, limit),
    ...byWays(connections, operations, limit),
  ]
  return { contenders, operations, expected: limit * ordersEach * operations, unit: 'orders', close }
}

/** Gives each user, who has ten, so many orders. */
async function addOrders(client: pg.Client, each: number): Promise<void> {
  if (each === 10) return
  await client.query(
    'insert into orders (user_id) select telegram_id from generate_series(1, $1::int - 10), users',
    [each],
  )
  await client.query('analyze orders')
}

async function byJoin(client: pg.Client, limit: number): Promise<readonly UserRow[]> {
  return apart(await ask<UserWithOrder>(client, join, limit))
}

async function bySelectIn(client: pg.Client, limit: number): Promise<readonly UserRow[]> {
  const found = await ask<UserRow>(client, users, limit)
  nestOrders(found, await ask<OrderRow>(client, orders, userKeys(found)))
  return found
}

function natively(native: NativeClient, limit: number): () => number {
  prepare(native, users, orders)
  return () => {
    const found = native.executeSync<UserRow>(users.name, [limit])
    nestOrders(found, native.executeSync<OrderRow>(orders.name, [arrayOf(userKeys(found))]))
    return countOrders(found)
  }
}

function bySequelize(operations: number, limit: number): Contender {
  const include = [{ model: Order, as: 'orders' }]
  const read = async () => countOrders(await User.findAll({ include, order, limit }))
  return { name: 'Sequelize, include', turn: () => timesAsync(operations, read) }
}

function byWays(connections: Connections, operations: number, limit: number): readonly Contender[] {
  const read = Object.entries(ways).flatMap(([name, load]) =>
    bySessions(connections, operations, name, {
      async: async (session) => countOrders(await session.findAll(User, { order, limit, load })),
      blocking: (session) => countOrders(session.findAll(User, { order, limit, load })),
    }),
  )
  const options = { order, limit, load: ways.selectin, plain: true } as const
  const plainly = bySessions(connections, operations, 'plain', {
    async: async (session) => countOrders(await session.findAll(User, options)),
    blocking: (session) => countOrders(session.findAll(User, options)),
  })
  return [...read, ...plainly]
}

function countOrders(found: readonly { readonly orders?: readonly unknown[] | undefined }[]): number {
  return countBeneath(found, (user) => user.orders?.length)
}
