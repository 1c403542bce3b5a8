/** Users with their orders and the lines of those, as one would write it with nothing but `pg`. */
import type pg from 'pg'

/** Users as they are wanted, with what lies beneath them. */
export type Nested = { readonly orders: readonly { readonly lines: readonly unknown[] }[] }

type JoinedRow = { readonly telegram_id: string; readonly order_id: number }
type UserRow = { readonly telegram_id: string }
type OrderRow = { readonly order_id: number; readonly user_id: string }
type LineRow = { readonly order_id: number; readonly quantity: number }

/** In one statement; rows are put together by their keys. */
export async function byJoin(client: pg.Client, limit: number): Promise<readonly Nested[]> {
  const users = '(select * from users order by telegram_id limit $1) u'
  const text = `select u.*, o.*, l.* from ${users} join orders o on o.user_id = u.telegram_id join order_products l using (order_id)`
  const { rows } = await client.query<JoinedRow>({ name: 'join', text, values: [limit] })
  const byUser = new Map<string, Map<number, unknown[]>>()
  for (const row of rows) {
    const orders = byUser.get(row.telegram_id) ?? new Map<number, unknown[]>()
    byUser.set(row.telegram_id, orders)
    const lines = orders.get(row.order_id) ?? []
    orders.set(row.order_id, lines)
    lines.push(row)
  }
  return [...byUser.values()].map((orders) => ({
    orders: [...orders.values()].map((lines) => ({ lines })),
  }))
}

/** In one statement a level. */
export async function bySelectIn(client: pg.Client, limit: number): Promise<readonly Nested[]> {
  const { rows: users } = await client.query<UserRow>({
    name: 'users',
    text: 'select * from users order by telegram_id limit $1',
    values: [limit],
  })
  const { rows: orders } = await client.query<OrderRow>({
    name: 'orders',
    text: 'select * from orders where user_id = any($1)',
    values: [users.map((user) => user.telegram_id)],
  })
  const { rows: lines } = await client.query<LineRow>({
    name: 'lines',
    text: 'select * from order_products where order_id = any($1)',
    values: [orders.map((order) => order.order_id)],
  })
  const byUser = grouped(orders, (row) => row.user_id)
  const byOrder = grouped(lines, (row) => row.order_id)
  return users.map((user) => {
    const own = byUser.get(user.telegram_id) ?? []
    return Object.assign(user, {
      orders: own.map((order) => Object.assign(order, { lines: byOrder.get(order.order_id) ?? [] })),
    })
  })
}

function grouped<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
