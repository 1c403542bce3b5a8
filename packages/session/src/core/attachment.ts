/**
 * What a session keeps about one instance: the session itself and the relations read so far. It sits in private fields
 * stamped onto the instance (a constructor that returns another object defines its fields on that one), so printing,
 * copying and Sequelize itself see nothing of it, and it costs no lookup table.
 */
import type { Model } from 'sequelize'
import type { SessionState } from './state.ts'

class Stamp {
  constructor(instance: object) {
    return instance
  }
}

class Attachment extends Stamp {
  #session: SessionState | undefined
  #relations: Map<string, unknown> | undefined
  #exposed: string[] | undefined

  static attach(instance: Model, session: SessionState | undefined): void {
    Attachment.stamped(instance).#session = session
  }

  static stamped(instance: Model): Attachment {
    return #session in instance ? (instance as Attachment) : new Attachment(instance)
  }

  static session(instance: Model): SessionState | undefined {
    return #session in instance ? (instance as Attachment).#session : undefined
  }

  static relations(instance: Model): Map<string, unknown> | undefined {
    return #relations in instance ? (instance as Attachment).#relations : undefined
  }

  static exposed(instance: Model): readonly string[] {
    return #exposed in instance ? ((instance as Attachment).#exposed ?? []) : []
  }

  static expose(instance: Model, name: string): void {
    const target = Attachment.stamped(instance)
    target.#exposed ??= []
    if (!target.#exposed.includes(name)) target.#exposed.push(name)
  }

  static write(instance: Model, name: string, value: unknown): void {
    const target = Attachment.stamped(instance)
    target.#relations ??= new Map()
    target.#relations.set(name, value)
  }
}

/** Hands an instance to a session, or takes it out with undefined. */
export function attach(instance: Model, session: SessionState | undefined): void {
  Attachment.attach(instance, session)
}

/** The session that an instance belongs to. */
export function sessionOf(instance: Model): SessionState | undefined {
  return Attachment.session(instance)
}

/** Whether a relation has been read or set. */
export function isRead(instance: Model, name: string): boolean {
  return Attachment.relations(instance)?.has(name) === true
}

/** What a relation holds: an instance, null, an array, or undefined when nobody has read or set it. */
export function relationValue(instance: Model, name: string): unknown {
  return Attachment.relations(instance)?.get(name)
}

/** Sets what a relation holds, without touching keys or the other side. */
export function writeRelation(instance: Model, name: string, value: unknown): void {
  Attachment.write(instance, name, value)
}

/** Lets a relation be shown among the instance's values: a read has brought it along. */
export function expose(instance: Model, name: string): void {
  Attachment.expose(instance, name)
}

/** The relations that are shown among the instance's values. */
export function exposedRelations(instance: Model): readonly string[] {
  return Attachment.exposed(instance)
}

/** How many instances the relations of an instance hold: what tells that one was pushed onto an array. */
export function relationCount(instance: Model): number {
  let count = 0
  for (const value of Attachment.relations(instance)?.values() ?? [])
    count += Array.isArray(value) ? value.length : 1
  return count
}

/** Forgets what a relation held, so that it is read anew. */
export function forgetRelation(instance: Model, name: string): void {
  Attachment.relations(instance)?.delete(name)
}
