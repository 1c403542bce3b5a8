/** Loading by one statement a level, for all parents at once, as one would write it with nothing but `pg`. */
import type pg from 'pg'
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
import {
  firstOrders,
  firstUsers,
  linesOfOrders,
  ordersOfUsers,
  productsOfKeys,
  productsOfOrders,
  usersOfKeys,
} from '../statements.ts'
import { ask } from './ask.ts'

export async function selectOrders(client: pg.Client, limit: number): Promise<readonly UserRow[]> {
  const users = await ask<UserRow>(client, firstUsers.telegram_id, limit)
  nestOrders(users, await ask<OrderRow>(client, ordersOfUsers, userKeys(users)))
  return users
}

export async function selectUsers(client: pg.Client, limit: number): Promise<readonly OrderRow[]> {
  const orders = await ask<OrderRow>(client, firstOrders, limit)
  nestUsers(orders, await ask<UserRow>(client, usersOfKeys, ownerKeys(orders)))
  return orders
}

export async function selectProducts(
  client: pg.Client,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const users = await ask<UserRow>(client, firstUsers[by], limit)
  const orders = await ask<OrderRow>(client, ordersOfUsers, userKeys(users))
  nestProducts(orders, await ask<OrderedRow>(client, productsOfOrders, orderKeys(orders)))
  nestOrders(users, orders)
  return users
}

/** In one statement a table: a product that many ordered is read once. */
export async function selectProductsOnce(
  client: pg.Client,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const users = await ask<UserRow>(client, firstUsers[by], limit)
  const orders = await ask<OrderRow>(client, ordersOfUsers, userKeys(users))
  const lines = await ask<LineRow>(client, linesOfOrders, orderKeys(orders))
  nestByLines(orders, lines, await ask<ProductRow>(client, productsOfKeys, productKeys(lines)))
  nestOrders(users, orders)
  return users
}
