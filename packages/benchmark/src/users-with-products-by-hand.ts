/** Users with their orders and the products of those, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { UserWithProduct } from './joined-rows.ts'
import { orderColumns, productColumns, userColumns, usersWithProducts } from './joined-rows.ts'
import { arrayOf, ask, prepare } from './loading.ts'
import type { NativeClient } from './native-client.ts'
import type { LineRow, OrderedRow, OrderRow, ProductRow, UserRow } from './shop-rows.ts'
import { nestByLines, nestOrders, nestProducts, orderKeys, productKeys, userKeys } from './shop-rows.ts'

/** The columns that users are ordered by. */
type Ordering = 'telegram_id' | 'full_name, telegram_id'

const orders = { name: 'orders', text: 'select * from orders where user_id = any($1)' }
const ordered = {
  name: 'ordered',
  text: 'select p.*, l.order_id from order_products l join products p using (product_id) where l.order_id = any($1)',
}
const lines = {
  name: 'lines',
  text: 'select order_id, product_id from order_products where order_id = any($1)',
}
const products = { name: 'products', text: 'select * from products where product_id = any($1)' }

/** In one statement. */
export async function byJoin(client: pg.Client, by: Ordering, limit: number): Promise<readonly UserRow[]> {
  const text = `select ${userColumns}, ${orderColumns}, ${productColumns} from (${users(by).text}) u
    left join orders o on o.user_id = u.telegram_id
    left join (order_products l join products p using (product_id)) on l.order_id = o.order_id
    order by ${by}`
  return usersWithProducts(await ask<UserWithProduct>(client, { name: 'join', text }, limit))
}

/** In one statement a level. */
export async function bySelectIn(
  client: pg.Client,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const found = await ask<UserRow>(client, users(by), limit)
  const theirs = await ask<OrderRow>(client, orders, userKeys(found))
  nestProducts(theirs, await ask<OrderedRow>(client, ordered, orderKeys(theirs)))
  nestOrders(found, theirs)
  return found
}

/** In one statement a table: a product that many ordered is read once. */
export async function byProductsOnce(
  client: pg.Client,
  by: Ordering,
  limit: number,
): Promise<readonly UserRow[]> {
  const found = await ask<UserRow>(client, users(by), limit)
  const theirs = await ask<OrderRow>(client, orders, userKeys(found))
  const links = await ask<LineRow>(client, lines, orderKeys(theirs))
  nestByLines(theirs, links, await ask<ProductRow>(client, products, productKeys(links)))
  nestOrders(found, theirs)
  return found
}

/** {@link byProductsOnce} on pg-native. */
export function byNativeProductsOnce(
  native: NativeClient,
  by: Ordering,
  limit: number,
): () => readonly UserRow[] {
  prepare(native, users(by), orders, lines, products)
  const ask = <R extends object>(name: string, keys: readonly (string | number)[]) =>
    native.executeSync<R>(name, [arrayOf(keys)])
  return () => {
    const found = native.executeSync<UserRow>('users', [limit])
    const theirs = ask<OrderRow>('orders', userKeys(found))
    const links = ask<LineRow>('lines', orderKeys(theirs))
    nestByLines(theirs, links, ask<ProductRow>('products', productKeys(links)))
    nestOrders(found, theirs)
    return found
  }
}

function users(by: Ordering) {
  return { name: 'users', text: `select * from users order by ${by} limit $1` }
}
