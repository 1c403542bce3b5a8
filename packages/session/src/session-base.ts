/** What both sessions do without asking the database: it is the same in either world. */
import type { Model } from 'sequelize'
import type { SessionState } from './core/state.ts'
import { forgetChanges } from './core/state.ts'
import { recordOf } from './core/record.ts'
import type { ModelClass } from './core/sequelize.ts'
import type { AnyFindOptions } from './explain/explain.ts'
import { planOfRead } from './explain/explain.ts'
import type { LoadPlan } from './load/load-plan.ts'
import type * as t from './types.ts'
import { add, contains, demand, expunge, expungeAll, remove } from './unit/membership.ts'
import { dirty, isModified } from './unit/pending.ts'

export abstract class SessionBase {
  protected abstract readonly state: SessionState
  #weakening: NodeJS.Immediate | undefined

  /** Brings an instance in: a new one is inserted by the next flush, with what its relations lead to. Sends nothing. */
  add(instance: Model): void {
    add(this.state, instance)
  }

  /** {@link add} for many. */
  addAll(instances: Iterable<Model>): void {
    for (const instance of instances) add(this.state, instance)
  }

  /** Marks an instance to be deleted by the next flush. Sends nothing. */
  delete(instance: Model): void {
    remove(this.state, instance)
  }

  /** Added instances that are not inserted yet. */
  get new(): ReadonlySet<Model> {
    return new Set(this.state.added)
  }

  /** Stored instances with changes that are not written yet. */
  get dirty(): ReadonlySet<Model> {
    return dirty(this.state)
  }

  /** Instances that the next flush deletes. */
  get deleted(): ReadonlySet<Model> {
    return new Set(this.state.deleted)
  }

  /** Whether an instance is in this session. */
  contains(instance: Model): boolean {
    return contains(this.state, instance)
  }

  /** Whether an instance differs from its row, in an attribute or in a collection. */
  isModified(instance: Model): boolean {
    return isModified(instance)
  }

  /**
   * Lets an instance go: it is not written any more, and may be added to another session.
   * @throws SessionError NOT_IN_SESSION
   */
  expunge(instance: Model): void {
    expunge(this.state, instance)
  }

  /** {@link expunge} for all. */
  expungeAll(): void {
    expungeAll(this.state)
  }

  /**
   * Takes back an instance's unwritten changes and marks it as stale: the next read of its row refreshes it.
   * @throws SessionError NOT_IN_SESSION
   */
  expire(instance: Model): void {
    demand(this.state, instance)
    forgetChanges(instance)
    recordOf(instance).forgetRelations()
    this.state.expire(instance)
  }

  /** {@link expire} for all. */
  expireAll(): void {
    for (const instance of this.state.identities.all()) this.expire(instance)
  }

  /**
   * How a read would be sent: its branches and their statements, as a tree where it is printed. Nothing is sent, and no hook
   * is called that might change what is.
   */
  plan<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: AnyFindOptions<M, L> = {},
  ): LoadPlan {
    return planOfRead(this.state, model, options as object)
  }

  /** Calls something once after this transaction has committed; never if it, or the savepoint around the call, is rolled back. */
  afterCommit(hook: () => unknown): void {
    this.state.level.afterCommit.push(hook)
  }

  /** Calls something once after this transaction, or the savepoint around the call, was rolled back. */
  afterRollback(hook: () => unknown): void {
    this.state.level.afterRollback.push(hook)
  }

  /** After an operation: what it read is held weakly as soon as the program pauses. */
  protected letGo(): void {
    const { identities, closed } = this.state
    if (closed) {
      clearImmediate(this.#weakening)
      this.#weakening = undefined
      return
    }
    identities.age()
    if (identities.hasYoung && this.#weakening === undefined) {
      this.#weakening = setImmediate(() => {
        this.#weakening = undefined
        identities.weaken()
      }).unref()
    }
  }
}
