/** One statement on a connection of its own. */
import pg from 'pg'

/** The first value of the first row. */
export async function value(url: string, sql: string, parameters: readonly unknown[] = []): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, values: [...parameters], rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}
