/** The state of one session, on which every operation of the core works. */
import type { Model } from 'sequelize'
import { storedValues } from './changes.ts'
import type { Core } from './core.ts'
import { checkOptions } from '../option-rules.ts'
import type { HookContext } from '../rules/hook-options.ts'
import type { Handle } from './handle.ts'
import type { Slot } from './identity-map.ts'
import { IdentityMap, tableOf } from './identity-map.ts'
import { Level } from './level.ts'
import type { Snapshot } from './level.ts'
import { recordOf } from './record.ts'
import type { Relation } from './relation.ts'
import { copied, unknown } from './relation-values.ts'
import type { ModelClass } from './sequelize.ts'
import { classOf, insideInstance } from './sequelize.ts'
import type { SessionOptions } from './session-options.ts'
import type { Watcher } from '../watch/watcher.ts'

/** Reads what an instance lacks. */
export type ReadOnDemand = {
  relation(instance: Model, relation: Relation): unknown
  attribute(instance: Model, name: string): unknown
}

/**
 * Where a session's transaction is. After a failure it takes no statement until it is rolled back, in the database too
 * unless the server has done that: it is `over` then.
 */
export type Phase = 'idle' | 'begun' | 'failed' | 'over'

export class SessionState {
  readonly core: Core
  readonly options: SessionOptions
  /** What hooks are lent. */
  readonly context: HookContext
  /** Reads when a property is asked for; only the blocking world can. */
  readOnDemand: ReadOnDemand | undefined
  /** Reads when somebody awaits it. */
  readWhenAwaited: ReadOnDemand | undefined
  /** Counts reads; none where nobody watches. */
  watcher: Watcher | undefined
  readonly identities = new IdentityMap()
  /** Added and not yet inserted. */
  readonly added = new Set<Model>()
  /** To be deleted by the next flush. */
  readonly deleted = new Set<Model>()
  /** Persistent instances that may have changes to write. */
  readonly touched = new Set<Model>()
  /** Persistent instances with a relation that was set and not yet looked at. */
  readonly related = new Set<Model>()
  /** Instances whose collections somebody may have changed in place. */
  readonly collections = new Set<Handle>()
  /** The levels of the transaction, the innermost last. */
  readonly levels: [Level, ...Level[]] = [new Level()]
  phase: Phase = 'idle'
  /** Whether the transaction has done nothing but read, so that nobody can miss what a rollback takes back. */
  onlyRead = true
  /** How many callbacks of `transaction` and `savepoint` are running: those end what they began. */
  held = 0
  autoflush = true
  flushing = false
  closed = false
  /** How many savepoints, cursors and transactions there have been. */
  savepoints = 0
  cursors = 0
  transactions = 0
  #clock = 0
  #allExpiredAt = 0
  #expiredAt: Map<string, number> | undefined

  constructor(core: Core, options: SessionOptions, context: HookContext) {
    if (options.loading !== undefined) checkOptions({ loading: options.loading })
    this.core = core
    this.context = context
    this.options = options
    this.autoflush = options.autoflush ?? true
  }

  /** The innermost level of the transaction. */
  get level(): Level {
    return this.levels.at(-1) ?? this.levels[0]
  }

  /** Whether a rollback would have anything to take back in memory. */
  get hasTraces(): boolean {
    const { added, deleted, touched, related, collections, level } = this
    return added.size + deleted.size + touched.size + related.size + collections.size > 0 || level.hasTraces
  }

  /** Makes a persistent instance this session's object for its row, as it has just been read or written. */
  admit(instance: Model, key?: string): void {
    const record = recordOf(instance)
    record.session = this
    record.readAt = this.#clock
    this.identities.add(instance, key)
  }

  /**
   * {@link admit} for an instance that was made of a row just now.
   * @param isPartial whether some of the row's columns were not read
   * @param reader see {@link IdentityMap.file}
   */
  admitNew(instance: Model, slot: Slot, isPartial: boolean, reader?: object): void {
    const record = recordOf(instance)
    record.session = this
    record.readAt = this.#clock
    record.partial = isPartial
    this.identities.file(instance, record, slot, reader)
  }

  /** Whether an instance's row may have changed behind it: the next read overwrites what it holds. */
  isStale(instance: Model): boolean {
    const { readAt } = recordOf(instance)
    if (readAt < this.#allExpiredAt) return true
    return this.#expiredAt !== undefined && readAt < (this.#expiredAt.get(tableOf(classOf(instance))) ?? 0)
  }

  /** Marks an instance's values as those its row has now. */
  freshen(instance: Model): void {
    recordOf(instance).readAt = this.#clock
  }

  /** Marks one instance as stale, or every instance of a model, or all. */
  expire(what?: Model | ModelClass): void {
    if (what === undefined) this.#allExpiredAt = ++this.#clock
    else if (typeof what === 'function') {
      this.#expiredAt ??= new Map()
      this.#expiredAt.set(tableOf(what), ++this.#clock)
    } else recordOf(what).readAt = -1
  }

  /** Remembers an instance as it is before it is written, or as it was. */
  remember(instance: Model, snapshot?: Snapshot): void {
    this.level.remember(instance, this.identities.handleTo(instance), snapshot)
  }

  /** After a commit: what was written stays, and every row may be changed by others. */
  settle(): void {
    for (const level of this.levels) level.clear()
    if (this.levels.length > 1) this.levels.length = 1
    this.onlyRead = true
    this.transactions += 1
    this.watcher?.report()
    if (this.options.expireOnCommit !== false) this.expire()
  }

  /** After a rollback of the innermost level: instances are again what they were before it wrote them. */
  revert(): void {
    this.forgetPending()
    const { level } = this
    for (const [instance, snapshot] of level.written()) this.#restore(instance, snapshot)
    level.clear()
    // What was read inside may not be there any more.
    this.expire()
    if (this.levels.length > 1) return
    this.transactions += 1
    this.watcher?.report()
  }

  /** Lets go of everything that no flush has written. */
  forgetPending(): void {
    for (const instance of this.touched) forgetChanges(instance)
    for (const instance of this.added) recordOf(instance).leave()
    for (const { instance } of this.collections) if (instance !== undefined) restoreCollections(instance)
    this.touched.clear()
    this.related.clear()
    this.added.clear()
    this.deleted.clear()
  }

  /** Notes that the database now has what a relation of an instance holds. */
  settled(instance: Model, name: string): void {
    const record = recordOf(instance)
    const baselines = record.rare?.baselines
    if (baselines?.has(name) === true) baselines.set(name, copied(record.relation(name)))
  }

  /** Takes one instance out. */
  release(instance: Model): void {
    const record = recordOf(instance)
    const handle = record.rare?.handle
    this.identities.forget(instance)
    if (handle !== undefined) this.collections.delete(handle)
    for (const set of [this.added, this.deleted, this.touched, this.related]) set.delete(instance)
    record.leave()
  }

  /** Lets go of every instance. */
  detach(): void {
    for (const level of this.levels) level.clear()
    this.identities.clear()
    const { added, deleted, touched, related, collections } = this
    for (const set of [added, deleted, touched, related, collections]) if (set.size > 0) set.clear()
    this.closed = true
  }

  #restore(instance: Model, { values, isNewRecord, wasFiled, relations }: Snapshot): void {
    const inner = insideInstance(instance)
    const record = recordOf(instance)
    inner.dataValues = values
    inner._previousDataValues = { ...values }
    inner.isNewRecord = isNewRecord
    record.clear()
    record.forgetRelations()
    for (const [name, value] of relations) record.setRelation(name, value)
    if (isNewRecord || !wasFiled) {
      this.identities.forget(instance)
      if (isNewRecord) record.leave()
    } else this.admit(instance)
  }
}

/** Takes back changes of attributes that were never written. */
export function forgetChanges(instance: Model): void {
  const inner = insideInstance(instance)
  if (inner._changed.size === 0) return
  inner.dataValues = storedValues(instance)
  inner._previousDataValues = { ...inner.dataValues }
  inner._changed.clear()
}

/** Takes back changes of collections that were never written. */
function restoreCollections(instance: Model): void {
  const record = recordOf(instance)
  for (const [name, baseline] of record.rare?.baselines ?? []) {
    if (baseline === unknown) record.forgetRelation(name)
    else record.setRelation(name, copied(baseline))
  }
  if (record.rare !== undefined) record.rare.baselines = undefined
}
