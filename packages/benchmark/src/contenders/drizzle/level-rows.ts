/** Rows of one select a level, put together by the keys that they share. */
import type { Answer } from '../../workload/workload.ts'
import type { Order, Product, User } from './database.ts'

/** A product, and the order that it was read for. */
type Line = { readonly orderId: number; readonly product: Product }

/** Users with their orders. */
export function nestOrders(users: readonly User[], orders: readonly Order[]): Answer {
  const byUser = grouped(orders, ({ userId }) => userId)
  return users.map((user) => ({ ...user, orders: byUser.get(user.telegramId) ?? [] }))
}

/** Orders with the products of their lines. */
export function nestProducts(orders: readonly Order[], lines: readonly Line[]): readonly Order[] {
  const byOrder = grouped(lines, ({ orderId }) => orderId)
  return orders.map((order) => ({
    ...order,
    products: (byOrder.get(order.orderId) ?? []).map(({ product }) => product),
  }))
}

/** Orders, each with its user. */
export function nestUsers(orders: readonly Order[], users: readonly User[]): Answer {
  const byKey = new Map(users.map((user) => [user.telegramId, user]))
  return orders.map((order) => ({ ...order, user: byKey.get(order.userId) }))
}

function grouped<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}
