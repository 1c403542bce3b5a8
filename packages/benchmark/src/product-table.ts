/** The table that the writing workloads fill: emptied before each turn, and looked at after it. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { SampleProduct } from '@retort/story'

/** Empties it; keys begin at 1 again. */
export async function empty(client: pg.Client): Promise<void> {
  await client.query('truncate products restart identity cascade')
}

/**
 * Makes sure that the table holds these rows so many times over, in this order, and nothing else.
 * @throws Error where it does not
 */
export async function expectProducts(client: pg.Client, digest: string): Promise<void> {
  const text = `select md5(string_agg(concat_ws('|', title, coalesce(description, ''), price), E'\\n' order by product_id)) as digest from products`
  const { rows } = await client.query<{ readonly digest: string | null }>(text)
  if (rows[0]?.digest !== digest) throw new Error('The products are not those that were to be inserted')
}

/** What {@link expectProducts} compares with. */
export function digestOf(products: readonly SampleProduct[]): string {
  const lines = products.map(({ title, description, price }) => `${title}|${description ?? ''}|${price}`)
  return createHash('md5').update(lines.join('\n')).digest('hex')
}
