/**
 * One level of a transaction: the transaction itself, or a savepoint in it. It knows the instances as they were when it
 * first wrote them, so that a rollback takes back memory with the database.
 */
import type { Model } from 'sequelize'
import { storedValues } from './changes.ts'
import type { Handle } from './handle.ts'
import { recordOf } from './record.ts'
import { copied, unknown } from './relation-values.ts'
import { insideInstance } from './sequelize.ts'

/** An instance as it was. */
export type Snapshot = {
  readonly values: Record<string, unknown>
  readonly isNewRecord: boolean
  readonly wasFiled: boolean
  readonly relations: ReadonlyMap<string, unknown>
}

type Hook = () => unknown

export class Level {
  /** The savepoint's name; undefined for the transaction. */
  readonly savepoint: string | undefined
  readonly afterCommit: Hook[] = []
  readonly afterRollback: Hook[] = []
  readonly #written = new Set<Handle>()
  #sweepAt = 10_000

  constructor(savepoint?: string) {
    this.savepoint = savepoint
  }

  /** Whether it has written anything, or has somebody to tell of its end. */
  get hasTraces(): boolean {
    return this.#written.size + this.afterCommit.length + this.afterRollback.length > 0
  }

  /** Remembers an instance as it is, or as it was where somebody has kept that, before this level's first write to it. */
  remember(instance: Model, handle: Handle, snapshot?: Snapshot): void {
    const notes = recordOf(instance).makeRare()
    notes.snapshots ??= new Map()
    if (notes.snapshots.has(this)) return
    notes.snapshots.set(this, snapshot ?? snapshotOf(instance))
    this.#note(handle)
  }

  /** The instances that this level wrote, with what they were. */
  *written(): Iterable<readonly [Model, Snapshot]> {
    for (const { instance } of this.#written) {
      const snapshot = instance === undefined ? undefined : recordOf(instance).rare?.snapshots?.get(this)
      if (instance !== undefined && snapshot !== undefined) yield [instance, snapshot]
    }
  }

  /** Hands what it knows to the level around it, which now answers for these writes. */
  mergeInto(outer: Level): void {
    for (const handle of this.#written) {
      const { instance } = handle
      const snapshots = instance === undefined ? undefined : recordOf(instance).rare?.snapshots
      const snapshot = snapshots?.get(this)
      if (snapshots === undefined || snapshot === undefined) continue
      snapshots.delete(this)
      if (!snapshots.has(outer)) snapshots.set(outer, snapshot)
      outer.#note(handle)
    }
    outer.afterCommit.push(...this.afterCommit)
    outer.afterRollback.push(...this.afterRollback)
  }

  /** Forgets every snapshot. */
  clear(): void {
    if (!this.hasTraces) return // emptying what is empty costs more than to look
    for (const { instance } of this.#written)
      if (instance !== undefined) recordOf(instance).rare?.snapshots?.delete(this)
    this.#written.clear()
    this.afterCommit.length = 0
    this.afterRollback.length = 0
  }

  /** An instance that nobody holds any more needs no place here. */
  #note(handle: Handle): void {
    this.#written.add(handle)
    if (this.#written.size < this.#sweepAt) return
    for (const each of this.#written) if (each.instance === undefined) this.#written.delete(each)
    this.#sweepAt = Math.max(10_000, 2 * this.#written.size)
  }
}

function snapshotOf(instance: Model): Snapshot {
  const { dataValues, isNewRecord } = insideInstance(instance)
  const record = recordOf(instance)
  const baselines = record.rare?.baselines
  const held = new Map<string, unknown>()
  for (const [name, value] of record.relations()) {
    const before = baselines?.has(name) === true ? baselines.get(name) : value
    if (before !== unknown) held.set(name, copied(before))
  }
  const values = isNewRecord ? { ...dataValues } : storedValues(instance)
  return { values, isNewRecord, wasFiled: record.table !== undefined, relations: held }
}
