/** Products inserted, many at once and one by one; their keys come back. */
import type { SampleProduct } from '@retort/story'
import type { Kysely } from 'kysely'
import type { Answer } from '../../workload/workload.ts'
import type { Database } from './database.ts'

export async function insertMany(db: Kysely<Database>, rows: readonly SampleProduct[]): Promise<Answer> {
  const inserted = await db
    .transaction()
    .execute((tx) => tx.insertInto('products').values(rows).returning('product_id').execute())
  return inserted.map((product) => product.product_id)
}

export async function insertOneByOne(db: Kysely<Database>, rows: readonly SampleProduct[]): Promise<Answer> {
  const keys: number[] = []
  for (const row of rows) {
    const insert = db.insertInto('products').values(row).returning('product_id')
    keys.push((await insert.executeTakeFirstOrThrow()).product_id)
  }
  return keys
}
