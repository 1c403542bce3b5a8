/** Many products in one transaction, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { SampleProduct } from '@retort/story'

type Keyed = { readonly productId: number }

/** One array a column. */
export function byUnnest(client: pg.Client, products: readonly SampleProduct[]): Promise<readonly Keyed[]> {
  const source = 'select * from unnest($1::text[], $2::text[], $3::numeric[])'
  const values = [
    products.map(({ title }) => title),
    products.map(({ description }) => description),
    products.map(({ price }) => price),
  ]
  return inserted(client, 'unnest', source, values)
}

/** One parameter a cell. */
export function byValues(client: pg.Client, products: readonly SampleProduct[]): Promise<readonly Keyed[]> {
  const lists = products.map((_, row) => `($${row * 3 + 1}, $${row * 3 + 2}, $${row * 3 + 3})`)
  const values = products.flatMap(({ title, description, price }) => [title, description, price])
  return inserted(client, 'values', `values ${lists.join(', ')}`, values)
}

async function inserted(
  client: pg.Client,
  name: string,
  source: string,
  values: readonly unknown[],
): Promise<readonly Keyed[]> {
  const text = `insert into products (title, description, price) ${source} returning product_id as "productId"`
  await client.query('begin')
  const { rows } = await client.query<Keyed>({ name, text, values: [...values] })
  await client.query('commit')
  return rows
}
