/** Sends statements over a connection of the pool. */
import type { Client, QueryArrayResult } from 'pg'
import type { Result, Statement } from '../driver/connection.ts'

/** Names of prepared statements by text, shared by the connections of an engine. */
export class StatementNames {
  readonly #names = new Map<string, string>()

  /** A statement's name, or undefined once there are too many to keep on every connection. */
  of(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= 500) return known
    const name = `retort_${this.#names.size + 1}`
    this.#names.set(text, name)
    return name
  }
}

/** Sends one statement and waits for its rows; of several statements in one text the last result counts. */
export async function ask(
  client: Client,
  names: StatementNames,
  { text, values, prepare }: Statement,
): Promise<Result> {
  const name = prepare ? names.of(text) : undefined
  const config = { text, rowMode: 'array' as const, ...(name === undefined ? {} : { name }) }
  const answer = (await client.query({ ...config, values: [...values] })) as
    | QueryArrayResult
    | QueryArrayResult[]
  const result = Array.isArray(answer) ? answer.at(-1) : answer
  const rows = result?.rows ?? []
  return {
    columns: (result?.fields ?? []).map((field) => field.name),
    rows,
    count: result?.rowCount ?? rows.length,
  }
}
