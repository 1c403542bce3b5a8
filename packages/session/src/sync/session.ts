/** The blocking session: the core's operations, each done when it returns. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionOptions, TransactionOptions } from '../core/session-options.ts'
import { Sql, sql } from '../core/sql.ts'
import { SessionState } from '../core/state.ts'
import type { Answers, Step } from '../core/step.ts'
import { runSync } from '../core/step.ts'
import { begin, close, rollback } from '../core/transaction.ts'
import type { LoadTree } from '../load/strategy.ts'
import type { AnyFindOptions, ExplainOptions } from '../explain/explain.ts'
import { explain } from '../explain/explain.ts'
import type { Explanation } from '../explain/explanation.ts'
import { execute, scalars } from '../read/find.ts'
import { load, refresh } from '../read/get.ts'
import type { StreamOptions } from '../read/stream.ts'
import { openCursor } from '../read/stream.ts'
import type * as r from '../results.ts'
import type * as t from '../types.ts'
import { noAutoflush, savepoint, transaction } from '../unit/blocks.ts'
import { commit } from '../unit/commit.ts'
import { flush } from '../unit/flush.ts'
import { merge } from '../unit/merge.ts'
import { count, exists, findAll, findOne, get, one, oneOrNone } from '../watch/reads.ts'
import { readAttribute, readRelation } from '../watch/reads.ts'
import { watcherOf } from '../watch/watcher.ts'
import { callNow } from './call.ts'
import type { Engine, Lease } from './engine.ts'
import { Writes } from './writes.ts'

/**
 * A unit of work (Fowler; SQLAlchemy's `Session`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. A relation that was not loaded is read when its property is.
 */
export class Session extends Writes {
  protected readonly state: SessionState
  readonly #engine: Engine
  #lease: Lease | undefined
  readonly #answers: Answers = { send: (statement) => this.#send(statement), call: callNow }

  constructor(engine: Engine, options: SessionOptions = {}) {
    super()
    this.#engine = engine
    this.state = new SessionState(engine.core, options, { session: this })
    this.state.watcher = watcherOf(options.watch ?? engine.watch)
    this.state.readOnDemand = {
      relation: (instance, relation) => this.run(readRelation(this.state, instance, relation)),
      attribute: (instance, name) => this.run(readAttribute(this.state, instance, name)),
    }
  }

  /** Sends what is pending, in the order of the foreign keys. */
  flush(): void {
    this.run(flush(this.state))
  }

  /** Sends what is pending and commits. */
  commit(): void {
    this.run(commit(this.state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): void {
    this.run(rollback(this.state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): void {
    this.run(close(this.state))
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Begins the transaction now, with options of its own. */
  begin(options: TransactionOptions = {}): void {
    this.run(begin(this.state, options))
  }

  /** Runs a callback in a transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(body: (session: this) => T, options: TransactionOptions = {}): T {
    return this.run(transaction(this.state, () => body(this), options))
  }

  /** Runs a callback in a savepoint: when it throws, what it did is taken back and what was before is still there. */
  savepoint<T>(body: (session: this) => T): T {
    return this.run(savepoint(this.state, () => body(this)))
  }

  /** Runs a callback while reads do not write what is pending. */
  noAutoflush<T>(body: (session: this) => T): T {
    return this.run(noAutoflush(this.state, () => body(this)))
  }

  /** Reads an instance's row anew and overwrites what it holds, unwritten changes too. */
  refresh<M extends Model>(instance: M, options: t.RefreshOptions<M> = {}): void {
    this.run(refresh(this.state, instance, options as object))
  }

  /**
   * Loads relations onto instances that are here, one more SELECT a branch for all of them, and gives the same instances.
   * @example session.load(users, { orders: { load: { lines: true } } })
   * @throws SessionError NOT_IN_SESSION
   */
  load<M extends t.Instance, const L extends t.Load<M>>(instance: M, tree: L & t.Known<M, L>): r.Readable<M>
  load<M extends t.Instance, const L extends t.Load<M>>(
    instances: Iterable<M>,
    tree: L & t.Known<M, L>,
  ): r.Readable<M>[]
  load(given: Model | Iterable<Model>, tree: LoadTree): unknown {
    return this.run(load(this.state, given, tree))
  }

  /** The session's own object for the row of an instance from elsewhere, with that one's values and relations. */
  merge<M extends Model>(instance: M): r.Readable<M> {
    return this.run(merge(this.state, instance)) as r.Readable<M>
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    key: t.PrimaryKey<M>,
    options: { readonly load?: L & t.Known<M, L> } & Pick<t.Reading<M>, 'lock' | 'skipLocked'> = {},
  ): r.Readable<M> | null {
    return this.run(get(this.state, model, key, options as object)) as r.Readable<M> | null
  }

  /** Every row that fits: instances with what `load` says, plain objects with `plain`, or rows as they are with `raw`. */
  findAll<R extends object, M extends Model = Model>(model: ModelClass<M>, options: t.RawFindOptions<M>): R[]
  findAll<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): r.Plain<M, L, A, D>[]
  findAll<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): r.Readable<M>[]
  findAll(model: ModelClass, options: object = {}): unknown[] {
    return this.run(findAll(this.state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): r.Plain<M, L, A, D> | null
  findOne<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): r.Readable<M> | null
  findOne(model: ModelClass, options: object = {}): unknown {
    return this.run(findOne(this.state, model, options))
  }

  /**
   * The one row that fits.
   * @throws NoResultFound, MultipleResultsFound
   */
  one<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): r.Plain<M, L, A, D>
  one<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): r.Readable<M>
  one(model: ModelClass, options: object = {}): unknown {
    return this.run(one(this.state, model, options))
  }

  /**
   * The one row that fits, or null.
   * @throws MultipleResultsFound
   */
  oneOrNone<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): r.Plain<M, L, A, D> | null
  oneOrNone<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): r.Readable<M> | null
  oneOrNone(model: ModelClass, options: object = {}): unknown {
    return this.run(oneOrNone(this.state, model, options))
  }

  /** The first column of every row that fits: one attribute, or one expression. */
  scalars<T = unknown, M extends Model = Model>(model: ModelClass<M>, options: t.ScalarOptions<M>): T[] {
    return this.run(scalars(this.state, model, options as object)) as T[]
  }

  /**
   * What the server says of a read: its plan of every SELECT that the load sends, and the foreign keys that lack an index.
   * The read is run to have keys of parents to ask with, as one with `plain` would be; nothing of it stays in the session.
   */
  explain<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: AnyFindOptions<M, L> = {},
    how: ExplainOptions = {},
  ): Explanation {
    return this.run(explain(this.state, model, options as object, how))
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): number {
    return this.run(count(this.state, model, options))
  }

  /** Whether any row fits. */
  exists<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): boolean {
    return this.run(exists(this.state, model, options))
  }

  /** Every row that fits, a page at a time, through a cursor on the server. Leaving the loop closes it. */
  stream<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
    page?: StreamOptions,
  ): Generator<R, void>
  stream<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(
    model: ModelClass<M>,
    options: t.PlainFindOptions<M, L, A, D>,
    page?: StreamOptions,
  ): Generator<r.Plain<M, L, A, D>, void>
  stream<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
    page?: StreamOptions,
  ): Generator<r.Readable<M>, void>
  *stream(model: ModelClass, options: object = {}, page: StreamOptions = {}): Generator<unknown, void> {
    const cursor = openCursor(this.state, model, options, page)
    this.run(cursor.open())
    try {
      while (!cursor.isDone) for (const each of this.run(cursor.next())) yield each
    } finally {
      this.run(cursor.close())
    }
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): readonly R[]
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): readonly R[]
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): readonly object[] {
    return this.run(execute(this.state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  protected run<T>(step: Step<T>): T {
    try {
      return runSync(step, this.#answers)
    } finally {
      if (this.state.phase === 'idle') this.#release()
      this.letGo()
    }
  }

  #send(statement: Statement) {
    this.#lease ??= this.#engine.lease()
    return this.#lease.ask(statement)
  }

  #release(): void {
    this.#lease?.release()
    this.#lease = undefined
  }
}
