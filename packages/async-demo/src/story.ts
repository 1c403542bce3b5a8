/** The story: seven chapters, each on what the one before left. */
import type { Connected } from './chapters/01-connect.ts'
import { connect } from './chapters/01-connect.ts'
import type { Tables } from './chapters/02-tables.ts'
import { tables } from './chapters/02-tables.ts'
import type { Migrated } from './chapters/03-migrations.ts'
import { migrations } from './chapters/03-migrations.ts'
import type { Repository } from './chapters/04-repository.ts'
import { repository } from './chapters/04-repository.ts'
import type { Relationships } from './chapters/05-relationships.ts'
import { relationships } from './chapters/05-relationships.ts'
import type { Joins } from './chapters/06-joins.ts'
import { joins } from './chapters/06-joins.ts'
import type { SyncToAsync } from './chapters/07-sync-to-async.ts'
import { syncToAsync } from './chapters/07-sync-to-async.ts'
import type { Stage } from './stage.ts'

/** What every chapter saw: the same in both worlds. */
export type Story = {
  readonly connect: Connected
  readonly tables: Tables
  readonly migrations: Migrated
  readonly repository: Repository
  readonly relationships: Relationships
  readonly joins: Joins
  readonly syncToAsync: SyncToAsync
}

/** Tells it on a database that is empty. */
export async function tellStory(stage: Stage): Promise<Story> {
  return {
    connect: await connect(stage),
    tables: await tables(stage),
    migrations: await migrations(stage),
    repository: await repository(stage),
    relationships: await relationships(stage),
    joins: await joins(stage),
    syncToAsync: await syncToAsync(stage),
  }
}
