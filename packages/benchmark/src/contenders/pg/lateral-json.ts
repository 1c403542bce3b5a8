/** Loading in one statement, children as one cell of JSON for each parent, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import type { Ordering } from '../statements.ts'
import { firstOrders, firstUsers } from '../statements.ts'
import { ask } from './ask.ts'
import type { FromJson } from './json-rows.ts'
import {
  orderAsJson,
  orderFromJson,
  orderWith,
  productAsJson,
  userAsJson,
  userFromJson,
} from './json-rows.ts'

/** A user as `pg` reads it, beside a cell of JSON. */
type WithOrders = Omit<UserRow, 'orders'> & { readonly orders: readonly FromJson<OrderRow>[] }
type WithUser = Omit<OrderRow, 'user'> & { readonly user: FromJson<UserRow> }

/** A product by a subquery of its own: where one joins, PostgreSQL reads all products for each order. */
const products = `'products', (select coalesce(json_agg((
    select ${productAsJson} from products p where p.product_id = l.product_id)), '[]')
  from order_products l where l.order_id = o.order_id)`

const withUsers = {
  name: 'users as json',
  text: `select o.*, u.user from (${firstOrders.text}) o
    left join lateral (select ${userAsJson} as user from users u where u.telegram_id = o.user_id) u on true
    order by o.user_id, o.order_id`,
}

export function lateralOrders(client: pg.Client, limit: number): Promise<readonly UserRow[]> {
  return usersWith(client, orderAsJson, 'telegram_id', limit)
}

export function lateralProducts(client: pg.Client, by: Ordering, limit: number): Promise<readonly UserRow[]> {
  return usersWith(client, orderWith(products), by, limit)
}

export async function lateralUsers(client: pg.Client, limit: number): Promise<readonly OrderRow[]> {
  const rows = await ask<WithUser>(client, withUsers, limit)
  return rows.map((row) => ({ ...row, user: userFromJson(row.user) }))
}

async function usersWith(
  client: pg.Client,
  order: string,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const name = `${order === orderAsJson ? 'orders' : 'products'} as json, ${by}`
  const text = `select u.*, o.orders from (${firstUsers[by].text}) u left join lateral (
      select coalesce(json_agg(${order}), '[]') as orders from orders o where o.user_id = u.telegram_id
    ) o on true order by ${by}`
  const rows = await ask<WithOrders>(client, { name, text }, limit)
  return rows.map((row) => ({ ...row, orders: row.orders.map(orderFromJson) }))
}
