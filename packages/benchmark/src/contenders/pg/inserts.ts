/** Products that are inserted, many at once or one by one, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { SampleProduct } from '@retort/story'
import { productColumnsOf } from '../columns.ts'
import { insertProduct, insertProducts } from '../statements.ts'
import { ask } from './ask.ts'

type Key = { readonly product_id: number }
type Products = readonly SampleProduct[]

/** One array a column. */
export function insertByUnnest(client: pg.Client, products: Products): Promise<readonly number[]> {
  return inTransaction(client, () => ask<Key>(client, insertProducts, ...productColumnsOf(products)))
}

/** One parameter a cell. */
export function insertByValues(client: pg.Client, products: Products): Promise<readonly number[]> {
  const lists = products.map((_, row) => `($${row * 3 + 1}, $${row * 3 + 2}, $${row * 3 + 3})`)
  const name = `insert ${products.length} products`
  const text = `insert into products (title, description, price) values ${lists.join(', ')} returning product_id`
  const values = products.flatMap(({ title, description, price }) => [title, description, price])
  return inTransaction(client, () => ask<Key>(client, { name, text }, ...values))
}

/** Each is committed by itself, as a statement outside of a transaction is. */
export async function insertOneByOne(client: pg.Client, products: Products): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of products) keys.push(...keysOf(await insert(client, product)))
  return keys
}

export async function insertInTransactions(
  client: pg.Client,
  products: Products,
): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of products) keys.push(...(await inTransaction(client, () => insert(client, product))))
  return keys
}

function insert(client: pg.Client, { title, description, price }: SampleProduct): Promise<readonly Key[]> {
  return ask<Key>(client, insertProduct, title, description, price)
}

async function inTransaction(
  client: pg.Client,
  insert: () => Promise<readonly Key[]>,
): Promise<readonly number[]> {
  await client.query('begin')
  const rows = await insert()
  await client.query('commit')
  return keysOf(rows)
}

function keysOf(rows: readonly Key[]): readonly number[] {
  return rows.map((row) => row.product_id)
}
