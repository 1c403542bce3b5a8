/** Sends statements over a connection of the pool. */
import type { Client } from 'pg'
import type { Result, Statement } from '../driver/connection.ts'
import { linkOf } from '../driver/pg-link.ts'

/** Whether the connections of an engine prepare statements; each keeps the names of its own. */
export class StatementNames {
  readonly enabled: boolean

  /** @param enabled false where a pooler stands in between that does not know prepared statements */
  constructor({ enabled = true }: { readonly enabled?: boolean } = {}) {
    this.enabled = enabled
  }
}

/**
 * Sends one statement and waits for its rows; of several statements in one text the last result counts.
 * @throws DatabaseError; 08006 where the connection is lost; what a parser of values or the source of a COPY throws
 */
export async function ask(
  client: Client,
  { enabled }: StatementNames,
  statement: Statement,
): Promise<Result> {
  const { shape, rows, count } = await linkOf(client).ask(statement, enabled)
  return { columns: shape.columns, rows, count }
}

/** False once the connection was lost, or a statement that nobody waited for has failed. */
export function isUsable(client: Client): boolean {
  return linkOf(client).isUsable
}
