/** One select a level, by the keys of the level before; nested by hand. */
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { Answer } from '../../workload/workload.ts'
import { nestOrders, nestProducts, nestUsers, orderKeys, ownerKeys, userKeys } from '../shop-rows.ts'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import type { Database, Sort } from './database.ts'

export async function selectOrders(db: Kysely<Database>, count: number): Promise<Answer> {
  const users = await firstUsers(db, count, ['telegram_id'])
  nestOrders(users, await ordersOfUsers(db, users))
  return users
}

export async function selectProducts(db: Kysely<Database>, count: number, sort: Sort): Promise<Answer> {
  const users = await firstUsers(db, count, sort)
  const orders = await ordersOfUsers(db, users)
  nestProducts(orders, await productsOfOrders(db, orders))
  nestOrders(users, orders)
  return users
}

export async function selectUsers(db: Kysely<Database>, count: number): Promise<Answer> {
  const orders: OrderRow[] = await db
    .selectFrom('orders')
    .selectAll()
    .orderBy('user_id')
    .orderBy('order_id')
    .limit(count)
    .execute()
  const users = await db
    .selectFrom('users')
    .selectAll()
    .where((eb) => eb('telegram_id', '=', anyOf(eb, ownerKeys(orders))))
    .execute()
  nestUsers(orders, users)
  return orders
}

function firstUsers(db: Kysely<Database>, count: number, sort: Sort): Promise<UserRow[]> {
  let query = db.selectFrom('users').selectAll().limit(count)
  for (const column of sort) query = query.orderBy(column)
  return query.execute()
}

function ordersOfUsers(db: Kysely<Database>, users: readonly UserRow[]): Promise<OrderRow[]> {
  return db
    .selectFrom('orders')
    .selectAll()
    .where((eb) => eb('user_id', '=', anyOf(eb, userKeys(users))))
    .execute()
}

function productsOfOrders(db: Kysely<Database>, orders: readonly OrderRow[]) {
  return db
    .selectFrom('order_products as l')
    .innerJoin('products as p', 'p.product_id', 'l.product_id')
    .selectAll('p')
    .select('l.order_id')
    .where((eb) => eb('l.order_id', '=', anyOf(eb, orderKeys(orders))))
    .execute()
}

/** An `in` has a parameter a key; this has one, which Kysely has less to build of and the server less to parse. */
function anyOf<DB, TB extends keyof DB, K>(eb: ExpressionBuilder<DB, TB>, keys: readonly K[]) {
  return eb.fn.any(eb.val(keys))
}
