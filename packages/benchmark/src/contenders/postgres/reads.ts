/** Loading by one statement a level, or a table, with postgres.js: what it is asked again is prepared. */
import type { Sql } from 'postgres'
import type { LineRow, OrderedRow, OrderRow, ProductRow, UserRow } from '../shop-rows.ts'
import {
  nestByLines,
  nestOrders,
  nestProducts,
  nestUsers,
  orderKeys,
  ownerKeys,
  productKeys,
  userKeys,
} from '../shop-rows.ts'
import type { Ordering } from '../statements.ts'

export async function readOne(sql: Sql, key: string): Promise<UserRow | undefined> {
  const [user] = await sql<UserRow[]>`select * from users where telegram_id = ${key}`
  return user
}

export async function readEach(sql: Sql, keys: readonly string[]): Promise<readonly unknown[]> {
  const users: unknown[] = []
  for (const key of keys) users.push(await readOne(sql, key))
  return users
}

export async function selectOrders(sql: Sql, limit: number): Promise<readonly UserRow[]> {
  const users = await firstUsers(sql, 'telegram_id', limit)
  nestOrders(users, await ordersOf(sql, users))
  return users
}

export async function selectUsers(sql: Sql, limit: number): Promise<readonly OrderRow[]> {
  const orders = await sql<OrderRow[]>`select * from orders order by user_id, order_id limit ${limit}`
  const users = await sql<UserRow[]>`select * from users where telegram_id = any(${ownerKeys(orders)})`
  nestUsers(orders, users)
  return orders
}

export async function selectProducts(sql: Sql, by: Ordering, limit: number): Promise<readonly UserRow[]> {
  const users = await firstUsers(sql, by, limit)
  const orders = await ordersOf(sql, users)
  const products = await sql<OrderedRow[]>`
    select p.*, l.order_id from order_products l join products p using (product_id)
    where l.order_id = any(${orderKeys(orders)})`
  nestProducts(orders, products)
  nestOrders(users, orders)
  return users
}

/** In one statement a table: a product that many ordered is read once. */
export async function selectProductsOnce(sql: Sql, by: Ordering, limit: number): Promise<readonly UserRow[]> {
  const users = await firstUsers(sql, by, limit)
  const orders = await ordersOf(sql, users)
  const lines = await sql<LineRow[]>`
    select order_id, product_id from order_products where order_id = any(${orderKeys(orders)})`
  const products = await sql<ProductRow[]>`
    select * from products where product_id = any(${productKeys(lines)})`
  nestByLines(orders, lines, products)
  nestOrders(users, orders)
  return users
}

function firstUsers(sql: Sql, by: Ordering, limit: number): Promise<readonly UserRow[]> {
  return sql<UserRow[]>`select * from users order by ${sql.unsafe(by)} limit ${limit}`
}

function ordersOf(sql: Sql, users: readonly UserRow[]): Promise<readonly OrderRow[]> {
  return sql<OrderRow[]>`select * from orders where user_id = any(${userKeys(users)})`
}
