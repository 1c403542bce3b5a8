/** Sends statements over a connection of the pool. */
import type { Client } from 'pg'
import type { Result, Statement } from '../driver/connection.ts'
import { linkOf } from '../driver/pg-link.ts'
import type { Answer } from '../driver/pg-query.ts'

/**
 * Sends one statement and waits for its rows; of several statements in one text the last result counts.
 * @param prepares false where a pooler stands in between that does not know prepared statements
 * @throws DatabaseError; 08006 where the connection is lost; what a parser of values or the source of a COPY throws
 */
export async function ask(client: Client, prepares: boolean, statement: Statement): Promise<Result> {
  return resultOf(statement, await linkOf(client).ask(statement, prepares))
}

/** The part of an answer that the core is told. */
export function resultOf({ counted }: Statement, { shape, rows, count, bytes }: Answer): Result {
  if (counted === true) return { columns: shape.columns, rows, count, bytes }
  return { columns: shape.columns, rows, count }
}

/** False once the connection was lost, or a statement that nobody waited for has failed. */
export function isUsable(client: Client): boolean {
  return linkOf(client).isUsable
}
