/** What a session notes of few instances: many are only read, and need none of it. */
import type { Model } from 'sequelize'
import type { Handle } from './handle.ts'
import type { Level, Snapshot } from './level.ts'
import type { DemandStrategy } from './loading.ts'

export class RareNotes {
  /** What leads to the instance from what a session notes for long. */
  handle: Handle | undefined
  /** Changed attributes that had another value than the row's when they were changed once more. */
  replaced: Set<string> | undefined
  /** What relations hold beside the first one, by name. */
  relations: Map<string, unknown> | undefined
  /** What relations hold in the database, for those that may have been changed in memory since; `unknown` where nobody asked. */
  baselines: Map<string, unknown> | undefined
  /** What reading a relation does that was not loaded, where a read has said so. */
  onDemand: ReadonlyMap<string, DemandStrategy> | undefined
  /** The rows between this instance and those of relations through a third table, by the relation's name. */
  links: Map<string, ReadonlyMap<Model, Model>> | undefined
  /** The instance as it was when each level of the transaction first wrote it. */
  snapshots: Map<Level, Snapshot> | undefined
}
