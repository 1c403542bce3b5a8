/** The state of one session, on which every operation of the core works. */
import type { Model } from 'sequelize'
import { attach } from './attachment.ts'
import type { Core } from './core.ts'
import { IdentityMap } from './identity-map.ts'
import type { Relation } from './relation.ts'
import { insideInstance } from './sequelize.ts'
import { noChanges } from './tracked-set.ts'

/** Values of an instance as they were when its first change in this transaction was written. */
type Snapshot = {
  readonly values: Record<string, unknown>
  readonly previous: Record<string, unknown>
  readonly isNewRecord: boolean
}

/** Reads a relation on demand; only the blocking world can. */
export type ReadRelation = (instance: Model, relation: Relation) => unknown

export class SessionState {
  readonly core: Core
  readonly readRelation: ReadRelation | undefined
  readonly identities = new IdentityMap()
  /** Added and not yet inserted. */
  readonly added = new Set<Model>()
  /** To be deleted by the next flush. */
  readonly deleted = new Set<Model>()
  /** Persistent instances that may have changes to write. */
  readonly touched = new Set<Model>()
  /** Instances with relations in memory, and how many others those held when they were last looked at. */
  readonly related = new Map<Model, number>()
  /** Rows that may have changed behind their object: the next read overwrites what it holds. */
  readonly stale = new Set<Model>()
  readonly #snapshots = new Map<Model, Snapshot>()
  phase: 'idle' | 'begun' | 'failed' = 'idle'
  closed = false

  constructor(core: Core, readRelation?: ReadRelation) {
    this.core = core
    this.readRelation = readRelation
  }

  /** Makes a persistent instance this session's object for its row. */
  admit(instance: Model): void {
    attach(instance, this)
    this.identities.add(instance)
  }

  /** Remembers an instance as it is, before its first write in this transaction. */
  remember(instance: Model): void {
    if (this.#snapshots.has(instance)) return
    const { dataValues, _previousDataValues, isNewRecord } = insideInstance(instance)
    const previous = isNewRecord ? _previousDataValues : { ...dataValues, ..._previousDataValues }
    this.#snapshots.set(instance, { values: { ...dataValues }, previous: { ...previous }, isNewRecord })
  }

  /** After a commit: what was written stays, and every row may be changed by others. */
  settle(): void {
    this.#snapshots.clear()
    this.#expire()
  }

  /** After a rollback: instances are again what they were before this transaction wrote them. */
  revert(): void {
    for (const [instance, snapshot] of this.#snapshots) this.#restore(instance, snapshot)
    this.#snapshots.clear()
    for (const instance of this.touched) forget(instance)
    this.touched.clear()
    for (const instance of this.added) attach(instance, undefined)
    this.added.clear()
    this.deleted.clear()
    this.#expire()
  }

  /** Lets go of every instance. */
  detach(): void {
    this.#snapshots.clear()
    this.identities.clear()
    this.added.clear()
    this.deleted.clear()
    this.touched.clear()
    this.related.clear()
    this.stale.clear()
    this.closed = true
  }

  #expire(): void {
    for (const instance of this.identities.all()) this.stale.add(instance)
  }

  #restore(instance: Model, { values, previous, isNewRecord }: Snapshot): void {
    if (isNewRecord) this.identities.remove(instance)
    const inner = insideInstance(instance)
    inner.dataValues = isNewRecord ? values : { ...values, ...previous }
    inner._previousDataValues = previous
    inner._changed = noChanges(instance)
    inner.isNewRecord = isNewRecord
    if (isNewRecord) attach(instance, undefined)
    else this.admit(instance)
  }
}

/** Takes back changes that were never written. */
function forget(instance: Model): void {
  const { dataValues, _previousDataValues: before, _changed } = insideInstance(instance)
  for (const name of _changed) dataValues[name] = before[name]
  _changed.clear()
}
