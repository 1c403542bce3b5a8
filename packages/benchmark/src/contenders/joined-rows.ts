/** Rows of joins, several tables wide, and how a program by hand takes them apart again. */
import type { OrderRow, ProductRow, UserRow } from './shop-rows.ts'

/** Columns under names of their own, as several tables have `created_at` and `updated_at`. */
export const orderColumns =
  'o.order_id, o.user_id, o.created_at as order_created_at, o.updated_at as order_updated_at'
export const productColumns =
  'p.product_id, p.title, p.description, p.price, p.created_at as product_created_at, p.updated_at as product_updated_at'
export const userColumns =
  'u.telegram_id, u.full_name, u.username, u.language_code, u.referrer_id, u.created_at as user_created_at, u.updated_at as user_updated_at'

type UserPart = Omit<UserRow, 'created_at' | 'updated_at' | 'orders'> & {
  readonly user_created_at: Date
  readonly user_updated_at: Date
}
type OrderPart = Pick<OrderRow, 'order_id' | 'user_id'> & {
  readonly order_created_at: Date
  readonly order_updated_at: Date
}
type ProductPart = Omit<ProductRow, 'created_at' | 'updated_at'> & {
  readonly product_created_at: Date
  readonly product_updated_at: Date
}
/** What an outer join has nothing for. */
type Nothing<T> = { readonly [K in keyof T]: null }

export type OrderWithUser = OrderPart & UserPart
export type UserWithOrder = UserPart & (OrderPart | Nothing<OrderPart>)
export type UserWithProduct = UserWithOrder & (ProductPart | Nothing<ProductPart>)

/** Orders, each with its user: one object a user. */
export function ordersOf(rows: readonly OrderWithUser[]): readonly OrderRow[] {
  const users = new Map<string, UserRow>()
  return rows.map((row) => {
    const user = users.get(row.telegram_id) ?? userOf(row)
    users.set(row.telegram_id, user)
    return { ...orderOf(row), user }
  })
}

/** Users with their orders. */
export function usersWithOrders(rows: readonly UserWithOrder[]): readonly UserRow[] {
  const orders = new Map<string, OrderRow[]>()
  const users: UserRow[] = []
  for (const row of rows) {
    let own = orders.get(row.telegram_id)
    if (own === undefined) {
      orders.set(row.telegram_id, (own = []))
      users.push({ ...userOf(row), orders: own })
    }
    if (row.order_id !== null) own.push(orderOf(row))
  }
  return users
}

/** Users with their orders and the products of those. */
export function usersWithProducts(rows: readonly UserWithProduct[]): readonly UserRow[] {
  const orders = new Map<string, OrderRow[]>()
  const products = new Map<number, ProductRow[]>()
  const users: UserRow[] = []
  for (const row of rows) {
    let own = orders.get(row.telegram_id)
    if (own === undefined) {
      orders.set(row.telegram_id, (own = []))
      users.push({ ...userOf(row), orders: own })
    }
    if (row.order_id === null) continue
    let ordered = products.get(row.order_id)
    if (ordered === undefined) {
      products.set(row.order_id, (ordered = []))
      own.push({ ...orderOf(row), products: ordered })
    }
    if (row.product_id !== null) ordered.push(productOf(row))
  }
  return users
}

function userOf(row: UserPart): UserRow {
  const { telegram_id, full_name, username, language_code, referrer_id } = row
  const { user_created_at: created_at, user_updated_at: updated_at } = row
  return { telegram_id, full_name, username, language_code, referrer_id, created_at, updated_at }
}

function orderOf(row: OrderPart): OrderRow {
  const { order_id, user_id, order_created_at: created_at, order_updated_at: updated_at } = row
  return { order_id, user_id, created_at, updated_at }
}

function productOf(row: ProductPart): ProductRow {
  const { product_id, title, description, price } = row
  const { product_created_at: created_at, product_updated_at: updated_at } = row
  return { product_id, title, description, price, created_at, updated_at }
}
