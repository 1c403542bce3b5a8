/** Loading by one statement a level, or a table, as one would write it with nothing but pg-native. */
import type { NativeClient } from '../native-client.ts'
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
  userByKey,
  usersOfKeys,
} from '../statements.ts'
import { ask } from './ask.ts'

/** What has to be prepared. */
export const readStatements = [
  ...Object.values(firstUsers),
  firstOrders,
  linesOfOrders,
  ordersOfUsers,
  productsOfKeys,
  productsOfOrders,
  userByKey,
  usersOfKeys,
]

export function readEach(client: NativeClient, keys: readonly string[]): readonly (UserRow | undefined)[] {
  return keys.map((key) => ask<UserRow>(client, userByKey, key)[0])
}

export function selectOrders(client: NativeClient, limit: number): readonly UserRow[] {
  const users = ask<UserRow>(client, firstUsers.telegram_id, limit)
  nestOrders(users, ask<OrderRow>(client, ordersOfUsers, userKeys(users)))
  return users
}

export function selectUsers(client: NativeClient, limit: number): readonly OrderRow[] {
  const orders = ask<OrderRow>(client, firstOrders, limit)
  nestUsers(orders, ask<UserRow>(client, usersOfKeys, ownerKeys(orders)))
  return orders
}

export function selectProducts(client: NativeClient, by: Ordering, limit: number): readonly UserRow[] {
  const users = ask<UserRow>(client, firstUsers[by], limit)
  const orders = ask<OrderRow>(client, ordersOfUsers, userKeys(users))
  nestProducts(orders, ask<OrderedRow>(client, productsOfOrders, orderKeys(orders)))
  nestOrders(users, orders)
  return users
}

/** In one statement a table: a product that many ordered is read once. */
export function selectProductsOnce(client: NativeClient, by: Ordering, limit: number): readonly UserRow[] {
  const users = ask<UserRow>(client, firstUsers[by], limit)
  const orders = ask<OrderRow>(client, ordersOfUsers, userKeys(users))
  const lines = ask<LineRow>(client, linesOfOrders, orderKeys(orders))
  nestByLines(orders, lines, ask<ProductRow>(client, productsOfKeys, productKeys(lines)))
  nestOrders(users, orders)
  return users
}
