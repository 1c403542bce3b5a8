/** Chapter 3: the tables come and go by revisions. Umzug runs them. */
import { createMigrator } from '@retort/migrations'
import { sessionmaker } from '@retort/session/async'
import type { ShownRow } from '@retort/story'
import { snippet } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What went up, down and up again, and what the version table says at the end. */
export type Migrated = { readonly moves: readonly ShownRow[]; readonly versions: readonly ShownRow[] }

export async function migrations(stage: Stage): Promise<Migrated> {
  const { narrator } = stage
  narrator.chapter(3, 'Migrations')
  narrator.say('Each revision runs in one transaction with its own record. Up, one step down, and up again:')
  narrator.code(snippet(import.meta.url, 'moves'))
  const moves = await move(stage)
  narrator.rows(moves)
  narrator.say('The version table remembers. On the command line: pnpm migrate up · down · status')
  const versions = await recorded(stage)
  narrator.rows(versions)
  return { moves, versions }
}

async function move(stage: Stage): Promise<ShownRow[]> {
  await using engine = engineFor(stage)
  // #region moves
  const migrator = createMigrator({ engine })
  const applied = [...(await migrator.up()), ...(await migrator.down()), ...(await migrator.up())]
  // #endregion
  return applied.map(({ id, name, direction }) => ({ direction, id, name }))
}

async function recorded(stage: Stage): Promise<readonly ShownRow[]> {
  await using engine = engineFor(stage)
  await using session = sessionmaker(engine)()
  return session.execute`select id, name from retort_revisions order by id`
}
