/**
 * An embedded server of one's own that logs every statement it is told to execute. pg_stat_statements would not do: it counts
 * a BEGIN that was prepared once, however often it runs.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openServer } from '@retort/postgres'

export type LoggingServer = AsyncDisposable & {
  readonly url: string
  /** Statements that were executed in a database since this was asked last. */
  count(database: string): Promise<number>
}

/** Of a line of the log, in front of the database's name. */
const mark = 'database='

const settings = [
  "alter system set log_statement = 'all'",
  `alter system set log_line_prefix = '${mark}%d '`,
  'select pg_reload_conf()',
]

export async function loggingServer(): Promise<LoggingServer> {
  const folder = await mkdtemp(join(tmpdir(), 'retort-logging-'))
  const server = await openServer({ folder, env: {}, durable: false })
  await tell(server.url)
  let read = 0
  return {
    url: server.url,
    async count(database) {
      const log = await readFile(join(folder, 'log'), 'utf8')
      const since = log.slice(read)
      read = log.length
      const line = new RegExp(`^${mark}${database} LOG: {2}(?:statement|execute [^:]+): `, 'gm')
      return since.match(line)?.length ?? 0
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function tell(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const setting of settings) await client.query(setting)
  } finally {
    await client.end()
  }
}
