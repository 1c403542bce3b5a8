/**
 * Children as JSON, by Kysely's helpers. JSON knows neither times nor large or exact numbers, so keys and prices are cast to
 * text, and times are made of their text afterwards.
 */
import type { ExpressionBuilder, Kysely } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Answer } from '../../workload/workload.ts'
import type { Database, Sort } from './database.ts'

export async function jsonOrders(db: Kysely<Database>, count: number): Promise<Answer> {
  const users = await db
    .selectFrom('users')
    .selectAll()
    .select((eb) => jsonArrayFrom(ordersOfUser(eb)).as('orders'))
    .orderBy('telegram_id')
    .limit(count)
    .execute()
  return users.map((user) => ({ ...user, orders: user.orders.map(revived) }))
}

export async function jsonProducts(db: Kysely<Database>, count: number, sort: Sort): Promise<Answer> {
  let query = db
    .selectFrom('users')
    .selectAll()
    .select((eb) => jsonArrayFrom(ordersOfUser(eb).select(productsOfOrder)).as('orders'))
    .limit(count)
  for (const column of sort) query = query.orderBy(column)
  const users = await query.execute()
  return users.map((user) => ({
    ...user,
    orders: user.orders.map((order) => ({ ...revived(order), products: order.products.map(revived) })),
  }))
}

export async function jsonUsers(db: Kysely<Database>, count: number): Promise<Answer> {
  const orders = await db
    .selectFrom('orders')
    .selectAll()
    .select((eb) => jsonObjectFrom(userOfOrder(eb)).$notNull().as('user'))
    .orderBy('user_id')
    .orderBy('order_id')
    .limit(count)
    .execute()
  return orders.map((order) => ({ ...order, user: revived(order.user) }))
}

function ordersOfUser(eb: ExpressionBuilder<Database, 'users'>) {
  return eb
    .selectFrom('orders')
    .select(['orders.order_id', 'orders.created_at', 'orders.updated_at'])
    .select(({ cast }) => cast<string>('orders.user_id', 'text').as('user_id'))
    .whereRef('orders.user_id', '=', 'users.telegram_id')
}

function productsOfOrder(eb: ExpressionBuilder<Database, 'orders'>) {
  const products = eb
    .selectFrom('order_products as l')
    .innerJoin('products as p', 'p.product_id', 'l.product_id')
    .select(['p.product_id', 'p.title', 'p.description', 'p.created_at', 'p.updated_at'])
    .select(({ cast }) => cast<string>('p.price', 'text').as('price'))
    .whereRef('l.order_id', '=', 'orders.order_id')
  return jsonArrayFrom(products).as('products')
}

function userOfOrder(eb: ExpressionBuilder<Database, 'orders'>) {
  return eb
    .selectFrom('users as u')
    .select(['u.full_name', 'u.username', 'u.language_code', 'u.created_at', 'u.updated_at'])
    .select(({ cast }) => [
      cast<string>('u.telegram_id', 'text').as('telegram_id'),
      cast<string | null>('u.referrer_id', 'text').as('referrer_id'),
    ])
    .whereRef('u.telegram_id', '=', 'orders.user_id')
}

type Texts = { readonly created_at: string; readonly updated_at: string }

function revived<T extends Texts>(row: T) {
  return { ...row, created_at: new Date(row.created_at), updated_at: new Date(row.updated_at) }
}
