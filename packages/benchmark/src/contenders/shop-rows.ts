/** Rows of the shop as `pg` gives them, and how a program by hand puts them together. */

export type UserRow = {
  readonly telegram_id: string
  readonly full_name: string
  readonly username: string | null
  readonly language_code: string
  readonly referrer_id: string | null
  readonly created_at: Date
  readonly updated_at: Date
  orders?: OrderRow[]
}

export type OrderRow = {
  readonly order_id: number
  readonly user_id: string
  readonly created_at: Date
  readonly updated_at: Date
  user?: UserRow
  products?: ProductRow[]
}

export type ProductRow = {
  readonly product_id: number
  readonly title: string
  readonly description: string | null
  readonly price: string
  readonly created_at: Date
  readonly updated_at: Date
}

/** A product with the order that it was read for. */
export type OrderedRow = ProductRow & Pick<LineRow, 'order_id'>

export type LineRow = { readonly order_id: number; readonly product_id: number }

/** Hangs orders under their users. */
export function nestOrders(users: readonly UserRow[], orders: readonly OrderRow[]): void {
  const byUser = new Map<string, OrderRow[]>()
  for (const user of users) byUser.set(user.telegram_id, (user.orders = []))
  for (const order of orders) byUser.get(order.user_id)?.push(order)
}

/** Hangs a user under each order. */
export function nestUsers(orders: readonly OrderRow[], users: readonly UserRow[]): void {
  const byKey = new Map(users.map((user) => [user.telegram_id, user]))
  for (const order of orders) {
    const user = byKey.get(order.user_id)
    if (user !== undefined) order.user = user
  }
}

/** Hangs products under the orders that they were read for: one object a line. */
export function nestProducts(orders: readonly OrderRow[], products: readonly OrderedRow[]): void {
  const byOrder = productsByOrder(orders)
  for (const product of products) byOrder.get(product.order_id)?.push(product)
}

/** Hangs products under the orders whose lines name them: one object a product. */
export function nestByLines(
  orders: readonly OrderRow[],
  lines: readonly LineRow[],
  products: readonly ProductRow[],
): void {
  const byOrder = productsByOrder(orders)
  const byKey = new Map(products.map((product) => [product.product_id, product]))
  for (const line of lines) {
    const product = byKey.get(line.product_id)
    if (product !== undefined) byOrder.get(line.order_id)?.push(product)
  }
}

/** The keys of users. */
export function userKeys(users: readonly UserRow[]): string[] {
  return users.map((user) => user.telegram_id)
}

/** The keys of orders. */
export function orderKeys(orders: readonly OrderRow[]): number[] {
  return orders.map((order) => order.order_id)
}

/** The keys of the users whose orders these are, each once. */
export function ownerKeys(orders: readonly OrderRow[]): string[] {
  return [...new Set(orders.map((order) => order.user_id))]
}

/** The keys of the products that lines name, each once. */
export function productKeys(lines: readonly LineRow[]): number[] {
  return [...new Set(lines.map((line) => line.product_id))]
}

function productsByOrder(orders: readonly OrderRow[]): ReadonlyMap<number, ProductRow[]> {
  const byOrder = new Map<number, ProductRow[]>()
  for (const order of orders) byOrder.set(order.order_id, (order.products = []))
  return byOrder
}
