/** What the figures depend on beside the programs. */
import pg from 'pg'
import { createEngine } from '@retort/session/sync'

/** The server's version and settings as a client finds them, Node's version, and how blocking sessions wait. */
export type Surroundings = {
  readonly postgres: string
  readonly synchronousCommit: string
  readonly fsync: string
  readonly node: string
  readonly driver: 'native' | 'worker'
}

export async function surroundings(url: string): Promise<Surroundings> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Readonly<Record<string, string>>>(
      `select current_setting('server_version') as postgres, current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
    )
    using engine = createEngine({ url, models: [] })
    return {
      postgres: rows[0]?.['postgres'] ?? '',
      synchronousCommit: rows[0]?.['commit'] ?? '',
      fsync: rows[0]?.['fsync'] ?? '',
      node: process.version,
      driver: engine.driver,
    }
  } finally {
    await client.end()
  }
}
