/** Rows of joins, an object a table, put together again: each user and each order once. */
import type { Answer } from '../../workload/workload.ts'
import type { Order, Product, User } from './database.ts'

type OrderRow = { readonly first: User; readonly orders: Order | null }
type ProductRow = OrderRow & { readonly products: Product | null }

/** Users with their orders. */
export function nestOrders(rows: readonly OrderRow[]): Answer {
  const users = new Map<bigint, User & { readonly orders: Order[] }>()
  for (const { first, orders: order } of rows) {
    const user = users.get(first.telegramId) ?? { ...first, orders: [] }
    users.set(first.telegramId, user)
    if (order !== null) user.orders.push(order)
  }
  return [...users.values()]
}

type OrderWithProducts = Order & { readonly products: Product[] }

/** Users with their orders and the products of those. */
export function nestProducts(rows: readonly ProductRow[]): Answer {
  const users = new Map<bigint, User & { readonly orders: OrderWithProducts[] }>()
  const orders = new Map<number, OrderWithProducts>()
  for (const { first, orders: found, products: product } of rows) {
    const user = users.get(first.telegramId) ?? { ...first, orders: [] }
    users.set(first.telegramId, user)
    if (found === null) continue
    const order = orders.get(found.orderId) ?? { ...found, products: [] }
    if (!orders.has(found.orderId)) user.orders.push(order)
    orders.set(found.orderId, order)
    if (product !== null) order.products.push(product)
  }
  return [...users.values()]
}
