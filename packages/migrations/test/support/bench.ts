/** A migrator over an empty database of its own, with what a test wants to know about that database. */
import type { Migrator, MigratorOptions } from '@retort/migrations'
import { createMigrator } from '@retort/migrations'
import type { Engine, StatementEvent } from '@retort/session/async'
import { createEngine, sessionmaker, sql } from '@retort/session/async'
import { onTestFinished } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'
import type { Files } from './versions.ts'
import { versions } from './versions.ts'

export type Bench = {
  readonly url: string
  readonly folder: string
  readonly engine: Engine
  readonly migrator: Migrator
  /** What was sent to the server so far. */
  readonly sent: StatementEvent[]
  /** Another migrator on the same database. */
  with(options: Partial<MigratorOptions>): Migrator
  /** Sends one statement and commits. */
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Names of the tables there are, the migrator's own left out. */
  tables(): Promise<readonly string[]>
  /** Ids of the recorded revisions, in the order of application. */
  recorded(): Promise<readonly string[]>
}

/** A bench with a folder of these revisions. */
export async function bench(files: Files = {}): Promise<Bench> {
  const [folder, database] = await Promise.all([versions(files), emptyDatabase()])
  const sent: StatementEvent[] = []
  const engine = engineOf(database.url, sent)
  const query = (text: string) => ask(engine, text)
  return {
    url: database.url,
    folder,
    engine,
    sent,
    migrator: createMigrator({ engine, folder }),
    with: (options) => createMigrator({ engine, folder, ...options }),
    query,
    tables: async () => {
      const rows = await query(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> 'retort_revisions' order by 1",
      )
      return rows.map((row) => String(row.tablename))
    },
    recorded: async () => {
      const rows = await query('select id from retort_revisions order by sequence')
      return rows.map((row) => String(row.id))
    },
  }
}

/** An engine that is closed after the test. */
export function engineOf(url: string, sent: StatementEvent[] = []): Engine {
  const engine = createEngine({
    url,
    models: [],
    applicationName: 'bench',
    pool: { max: 4 },
    echo: (event) => sent.push(event),
  })
  onTestFinished(() => engine.dispose())
  return engine
}

async function ask(engine: Engine, text: string) {
  await using session = sessionmaker(engine)()
  const rows = await session.execute(sql.raw(text))
  await session.commit()
  return rows
}
