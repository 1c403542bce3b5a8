/**
 * What a session keeps about one instance. It sits in a private field stamped onto the instance (a constructor that
 * returns another object defines its fields on that one), so printing, copying and Sequelize itself see nothing of it,
 * it costs no lookup table, and it goes when the instance goes.
 */
import type { Model } from 'sequelize'
import type { Entry } from './identity-map.ts'
import type { Level, Snapshot } from './level.ts'
import type { DemandStrategy } from './loading.ts'
import { RelationValues } from './relation-values.ts'
import type { SessionState } from './state.ts'

/** Stands for what a relation holds in the database where nobody has read it. */
export const unknown = Symbol('unknown')

const none = new RelationValues()

/** A session's notes on one instance. */
export class InstanceRecord {
  session: SessionState | undefined
  /** Its place in the session's identity map. */
  entry: Entry | undefined
  /** The relations read or set so far, by name; most instances have none. */
  relations = none
  /** What relations hold in the database, for those that may have been changed in memory since; {@link unknown} where nobody asked. */
  baselines: Map<string, unknown> | undefined
  /** Relations that are shown among the instance's values. */
  exposed: readonly string[] | undefined
  /** What reading a relation does that was not loaded, where a read has said so. */
  onDemand: ReadonlyMap<string, DemandStrategy> | undefined
  /** The rows between this instance and those of relations through a third table, by the relation's name. */
  links: Map<string, ReadonlyMap<Model, Model>> | undefined
  /** The instance as it was when each level of the transaction first wrote it. */
  snapshots: Map<Level, Snapshot> | undefined
  /** When its row was read, on the session's clock of expiries. */
  readAt = 0
  /** Whether some of its columns were not read. */
  partial = false
}

class Stamp {
  constructor(instance: object) {
    return instance
  }
}

class Stamped extends Stamp {
  readonly #record = new InstanceRecord()

  static record(instance: Model): InstanceRecord | undefined {
    return #record in instance ? (instance as Stamped).#record : undefined
  }

  static stamp(instance: Model): InstanceRecord {
    return new Stamped(instance).#record
  }
}

/** The record of an instance, made if there is none. */
export function recordOf(instance: Model): InstanceRecord {
  return Stamped.record(instance) ?? Stamped.stamp(instance)
}

/** The record of an instance that was made just now and has none. */
export function newRecord(instance: Model): InstanceRecord {
  return Stamped.stamp(instance)
}

/** The session that an instance belongs to. */
export function sessionOf(instance: Model): SessionState | undefined {
  return Stamped.record(instance)?.session
}

/** Takes an instance out of its session. */
export function detach(instance: Model): void {
  const record = recordOf(instance)
  record.session = undefined
  record.entry = undefined
}

/** Whether a relation has been read or set. */
export function isRead(instance: Model, name: string): boolean {
  return Stamped.record(instance)?.relations.has(name) === true
}

/** What a relation holds: an instance, null, an array, or undefined when nobody has read or set it. */
export function relationValue(instance: Model, name: string): unknown {
  return Stamped.record(instance)?.relations.get(name)
}

/** Sets what a relation holds, without touching keys or the other side. */
export function writeRelation(instance: Model, name: string, value: unknown): void {
  writeTo(recordOf(instance), name, value)
}

/** {@link writeRelation} where the record is at hand. */
export function writeTo(record: InstanceRecord, name: string, value: unknown): void {
  if (record.relations === none) record.relations = new RelationValues()
  record.relations.set(name, value)
}

/** Forgets what a relation held, so that it is read anew. */
export function forgetRelation(instance: Model, name: string): void {
  const record = Stamped.record(instance)
  if (record === undefined || record.relations === none) return
  record.relations.delete(name)
  record.baselines?.delete(name)
  record.links?.delete(name)
}

/** Forgets what every relation held. */
export function forgetRelations(instance: Model): void {
  const record = recordOf(instance)
  record.relations = none
  record.baselines = undefined
  record.links = undefined
}

/** What a relation holds, as it is now: an array can change in place. */
export function copied(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as readonly unknown[])] : value
}

/** Lets a relation be shown among an instance's values: a read has brought it along. */
export function expose(record: InstanceRecord, name: string): void {
  if (record.exposed?.includes(name) === true) return
  record.exposed = record.exposed === undefined ? only(name) : [...record.exposed, name]
}

/** Lists of one name, which many instances share. */
const lists = new Map<string, readonly string[]>()

function only(name: string): readonly string[] {
  const known = lists.get(name) ?? [name]
  lists.set(name, known)
  return known
}

/** The relations that are shown among the instance's values. */
export function exposedRelations(instance: Model): readonly string[] {
  return Stamped.record(instance)?.exposed ?? []
}
