/** Loading by one join over all tables, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { OrderWithUser, UserWithOrder, UserWithProduct } from '../joined-rows.ts'
import {
  orderColumns,
  ordersOf,
  productColumns,
  userColumns,
  usersWithOrders,
  usersWithProducts,
} from '../joined-rows.ts'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import type { Ordering } from '../statements.ts'
import { firstOrders, firstUsers } from '../statements.ts'
import { ask } from './ask.ts'

const withOrders = {
  name: 'join orders',
  text: `select ${userColumns}, ${orderColumns} from (${firstUsers.telegram_id.text}) u
    left join orders o on o.user_id = u.telegram_id order by u.telegram_id`,
}

const withUsers = {
  name: 'join users',
  text: `select ${orderColumns}, ${userColumns} from (${firstOrders.text}) o
    join users u on u.telegram_id = o.user_id order by o.user_id, o.order_id`,
}

export async function joinOrders(client: pg.Client, limit: number): Promise<readonly UserRow[]> {
  return usersWithOrders(await ask<UserWithOrder>(client, withOrders, limit))
}

export async function joinUsers(client: pg.Client, limit: number): Promise<readonly OrderRow[]> {
  return ordersOf(await ask<OrderWithUser>(client, withUsers, limit))
}

export async function joinProducts(
  client: pg.Client,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const name = `join products, ${by}`
  const text = `select ${userColumns}, ${orderColumns}, ${productColumns} from (${firstUsers[by].text}) u
    left join orders o on o.user_id = u.telegram_id
    left join (order_products l join products p using (product_id)) on l.order_id = o.order_id
    order by ${by}`
  return usersWithProducts(await ask<UserWithProduct>(client, { name, text }, limit))
}
