/** Products and units of work that are written with postgres.js. */
import type { Sql, TransactionSql } from 'postgres'
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork } from '../../workload/workload.ts'
import { lineColumnsOf, nameColumnsOf, orderColumnsOf, productColumnsOf, userColumnsOf } from '../columns.ts'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import { orderKeys } from '../shop-rows.ts'

type Key = { readonly product_id: number }
type Products = readonly SampleProduct[]

/** One array a column. */
export async function insertByUnnest(sql: Sql, products: Products): Promise<readonly number[]> {
  const [titles, descriptions, prices] = productColumnsOf(products)
  const rows = await sql.begin(
    (sql) => sql<Key[]>`
      insert into products (title, description, price)
      select * from unnest(${titles}::text[], ${descriptions}::text[], ${prices}::numeric[]) returning product_id`,
  )
  return keysOf(rows)
}

/** One parameter a cell, by its helper for rows. */
export async function insertByHelper(sql: Sql, products: Products): Promise<readonly number[]> {
  const rows = await sql.begin(
    (sql) =>
      sql<Key[]>`insert into products ${sql(products, 'title', 'description', 'price')} returning product_id`,
  )
  return keysOf(rows)
}

/** Each is committed by itself, as a statement outside of a transaction is. */
export async function insertOneByOne(sql: Sql, products: Products): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of products) keys.push(...keysOf(await insert(sql, product)))
  return keys
}

export async function insertInTransactions(sql: Sql, products: Products): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of products) keys.push(...keysOf(await sql.begin((sql) => insert(sql, product))))
  return keys
}

/** Gives the users that were added. */
export function writeUnit(sql: Sql, unit: UnitOfWork): Promise<readonly UserRow[]> {
  return sql.begin(async (sql) => {
    const added = await addUsers(sql, unit)
    await rename(sql, unit)
    await remove(sql, unit)
    return added
  })
}

async function addUsers(sql: TransactionSql, unit: UnitOfWork): Promise<readonly UserRow[]> {
  const [keys, names, usernames, languages, referrers] = userColumnsOf(unit)
  const users = await sql<UserRow[]>`
    insert into users (telegram_id, full_name, username, language_code, referrer_id)
    select * from unnest(${keys}::bigint[], ${names}::text[], ${usernames}::text[], ${languages}::text[],
      ${referrers}::bigint[]) returning *`
  const [owners] = orderColumnsOf(unit)
  const orders = await sql<OrderRow[]>`
    insert into orders (user_id) select * from unnest(${owners}::bigint[]) returning order_id`
  const [orderIds, productIds, quantities] = lineColumnsOf(unit, orderKeys(orders))
  await sql`
    insert into order_products (order_id, product_id, quantity)
    select * from unnest(${orderIds}::int[], ${productIds}::int[], ${quantities}::int[])`
  return users
}

async function rename(sql: TransactionSql, unit: UnitOfWork): Promise<void> {
  const [keys, names] = nameColumnsOf(unit)
  await sql<UserRow[]>`select * from users where telegram_id = any(${keys})`
  await sql`
    update users set full_name = new.full_name, updated_at = now()
    from unnest(${keys}::bigint[], ${names}::text[]) new (telegram_id, full_name)
    where users.telegram_id = new.telegram_id`
}

async function remove(sql: TransactionSql, { removed }: UnitOfWork): Promise<void> {
  const orders = await sql<OrderRow[]>`select * from orders where order_id = any(${removed})`
  await sql`delete from orders where order_id = any(${orderKeys(orders)})`
}

function insert(
  sql: Sql | TransactionSql,
  { title, description, price }: SampleProduct,
): Promise<readonly Key[]> {
  return sql<Key[]>`
    insert into products (title, description, price) values (${title}, ${description}, ${price})
    returning product_id`
}

function keysOf(rows: readonly Key[]): readonly number[] {
  return rows.map((row) => row.product_id)
}
