/** Chapter 3: the tables come and go by revisions. Umzug runs them and is async, so this chapter awaits it. */
import { createMigrator } from '@retort/migrations'
import { createEngine as createAsyncEngine } from '@retort/session/async'
import { sessionmaker } from '@retort/session/sync'
import { models } from '@retort/schema'
import type { ShownRow } from '@retort/story'
import { snippet } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What went up, down and up again, and what the version table says at the end. */
export type Migrated = { readonly moves: readonly ShownRow[]; readonly versions: readonly ShownRow[] }

export async function migrations(stage: Stage): Promise<Migrated> {
  const { narrator, url } = stage
  narrator.chapter(3, 'Migrations')
  narrator.say('Each revision runs in one transaction with its own record. Up, one step down, and up again:')
  narrator.code(snippet(import.meta.url, 'moves'))
  const moves = await move(url)
  narrator.rows(moves)
  narrator.say('The version table remembers. On the command line: pnpm migrate up · down · status')
  const versions = recorded(stage)
  narrator.rows(versions)
  return { moves, versions }
}

async function move(url: string): Promise<ShownRow[]> {
  await using engine = createAsyncEngine({ url, models, applicationName: 'retort-migrate' })
  // #region moves
  const migrator = createMigrator({ engine })
  const applied = [...(await migrator.up()), ...(await migrator.down()), ...(await migrator.up())]
  // #endregion
  return applied.map(({ id, name, direction }) => ({ direction, id, name }))
}

function recorded(stage: Stage): readonly ShownRow[] {
  using engine = engineFor(stage)
  using session = sessionmaker(engine)()
  return session.execute`select id, name from retort_revisions order by id`
}
