/** Rows that travel as JSON: how the server writes them so that nothing is lost, and how they become rows as `pg` gives them. */
import type { OrderRow, ProductRow, UserRow } from '../shop-rows.ts'

const times = (alias: string) => `'created_at', ${alias}.created_at, 'updated_at', ${alias}.updated_at`

/** JSON has one kind of number, and 64 bits or a price are too much for it: those go as text. */
export const userAsJson = `json_build_object('telegram_id', u.telegram_id::text, 'full_name', u.full_name,
  'username', u.username, 'language_code', u.language_code, 'referrer_id', u.referrer_id::text, ${times('u')})`

export const orderAsJson = orderWith('')

export const productAsJson = `json_build_object('product_id', p.product_id, 'title', p.title,
  'description', p.description, 'price', p.price::text, ${times('p')})`

/** An order that has more in it: `'products', (select …)`. */
export function orderWith(more: string): string {
  const comma = more === '' ? '' : ', '
  return `json_build_object('order_id', o.order_id, 'user_id', o.user_id::text, ${times('o')}${comma}${more})`
}

/** A row as JSON has it: its times are text. */
export type FromJson<T> = Omit<T, 'created_at' | 'updated_at' | 'products'> & {
  readonly created_at: string
  readonly updated_at: string
  readonly products?: readonly FromJson<ProductRow>[]
}

export function userFromJson(user: FromJson<UserRow>): UserRow {
  return { ...user, ...timesOf(user) }
}

export function orderFromJson({ products, ...order }: FromJson<OrderRow>): OrderRow {
  const row: OrderRow = { ...order, ...timesOf(order) }
  if (products !== undefined) row.products = products.map((product) => ({ ...product, ...timesOf(product) }))
  return row
}

function timesOf({ created_at, updated_at }: { readonly created_at: string; readonly updated_at: string }) {
  return { created_at: new Date(created_at), updated_at: new Date(updated_at) }
}
