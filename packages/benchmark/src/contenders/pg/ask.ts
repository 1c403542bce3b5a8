/** A prepared statement by stock `pg`, which prepares on a connection what it has not seen there under this name. */
import type pg from 'pg'
import type { Statement } from '../statements.ts'

/** Rows of a statement. */
export async function ask<R extends object>(
  client: pg.Client | pg.Pool,
  { name, text }: Statement,
  ...values: readonly unknown[]
): Promise<R[]> {
  const { rows } = await client.query<R>({ name, text, values: [...values] })
  return rows
}
