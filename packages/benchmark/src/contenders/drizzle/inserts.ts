/** Products inserted, many at once and one by one; their keys come back. */
import { sql } from 'drizzle-orm'
import type { SampleProduct } from '@retort/story'
import type { Answer, Ways } from '../../workload/workload.ts'
import type { Drizzle } from './database.ts'
import { products } from './schema.ts'

export function inserts(db: Drizzle): Pick<Ways, 'W5' | 'W6'> {
  const prepared = prepare(db)
  return {
    W5: { insert: (rows) => insertMany(db, rows) },
    W6: {
      prepared: (rows) => oneByOne(rows, (row) => prepared.execute(row)),
      insert: (rows) => oneByOne(rows, (row) => db.insert(products).values(row).returning(key)),
    },
  }
}

const key = { productId: products.productId }

async function insertMany(db: Drizzle, rows: readonly SampleProduct[]): Promise<Answer> {
  const inserted = await db.transaction((tx) =>
    tx
      .insert(products)
      .values([...rows])
      .returning(key),
  )
  return inserted.map(({ productId }) => productId)
}

type Inserted = readonly { readonly productId: number }[]

async function oneByOne(
  rows: readonly SampleProduct[],
  insert: (row: SampleProduct) => Promise<Inserted>,
): Promise<Answer> {
  const keys: unknown[] = []
  for (const row of rows) keys.push((await insert(row))[0]?.productId)
  return keys
}

function prepare(db: Drizzle) {
  const row = {
    title: sql.placeholder('title'),
    description: sql.placeholder('description'),
    price: sql.placeholder('price'),
  }
  return db.insert(products).values(row).returning(key).prepare('insert_product')
}
