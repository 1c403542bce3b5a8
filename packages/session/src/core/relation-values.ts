/** What the relations of instances hold, and which of them are shown. */
import type { Model } from 'sequelize'
import { InstanceRecord, recordOf } from './record.ts'

/** Stands for what a relation holds in the database where nobody has read it. */
export const unknown = Symbol('unknown')

/** Whether a relation has been read or set. */
export function isRead(instance: Model, name: string): boolean {
  return InstanceRecord.of(instance)?.hasRelation(name) === true
}

/** What a relation holds: an instance, null, an array, or undefined when nobody has read or set it. */
export function relationValue(instance: Model, name: string): unknown {
  return InstanceRecord.of(instance)?.relation(name)
}

/** Sets what a relation holds, without touching keys or the other side. */
export function writeRelation(instance: Model, name: string, value: unknown): void {
  recordOf(instance).setRelation(name, value)
}

/** Forgets what a relation held, so that it is read anew. */
export function forgetRelation(instance: Model, name: string): void {
  InstanceRecord.of(instance)?.forgetRelation(name)
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
  return InstanceRecord.of(instance)?.exposed ?? []
}
