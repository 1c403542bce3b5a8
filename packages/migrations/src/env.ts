/** Where migrations run: the one file that knows the shop's schema and where its PostgreSQL comes from. */
import { openServer } from '@retort/postgres'
import { models } from '@retort/schema'
import type { Engine } from '@retort/session/async'
import { createEngine } from '@retort/session/async'

/**
 * Opens the server and an engine for its main database, and closes both afterwards.
 * @throws PostgresError and SessionError where there is no database to be had
 */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  await using server = await openServer()
  await using engine = createEngine({
    url: server.url,
    models,
    applicationName: 'retort migrate',
    pool: { max: 3 },
  })
  return await work(engine)
}
