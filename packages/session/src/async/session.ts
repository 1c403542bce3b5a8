/** The async session: the core's operations, each a promise, over a connection of the pool. */
import type { Model } from 'sequelize'
import type { Transaction } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionOptions, TransactionOptions } from '../core/session-options.ts'
import { Sql, sql } from '../core/sql.ts'
import { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { begin, beginWriting, close, rollback } from '../core/transaction.ts'
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
import { count, exists, findAll, findOne, get, one, oneOrNone, readAttribute } from '../watch/reads.ts'
import { watcherOf } from '../watch/watcher.ts'
import { Conversation } from './conversation.ts'
import type { Engine } from './engine.ts'
import { GatheredGets } from './gathered-gets.ts'
import { LazyReads } from './lazy-reads.ts'
import { Writes } from './writes.ts'

/**
 * A unit of work (Fowler; SQLAlchemy's `AsyncSession`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. Calls that overlap wait for each other: a session is one conversation.
 */
export class Session extends Writes {
  protected readonly state: SessionState
  readonly #talk: Conversation
  readonly #gets: GatheredGets

  constructor(engine: Engine, options: SessionOptions = {}) {
    super()
    const transaction = () => this.#talk.transaction()
    this.state = new SessionState(engine.core, options, { session: this, transaction })
    this.#talk = new Conversation(engine, this.state, () => this.letGo())
    this.state.watcher = watcherOf(options.watch ?? engine.watch)
    this.#gets = new GatheredGets(this.state, this.#talk)
    let lazy: LazyReads | undefined
    this.state.readWhenAwaited = {
      relation: (instance, relation) =>
        (lazy ??= new LazyReads(this.state, this.#talk)).read(instance, relation),
      attribute: (instance, name) => this.run(readAttribute(this.state, instance, name)),
    }
  }

  /** Sends what is pending, in the order of the foreign keys. */
  async flush(): Promise<void> {
    await this.run(flush(this.state))
  }

  /** Sends what is pending and commits. */
  commit(): Promise<void> {
    return this.run(commit(this.state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): Promise<void> {
    return this.run(rollback(this.state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): Promise<void> {
    return this.#talk.finish(close(this.state))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Begins the transaction now, with options of its own. */
  begin(options: TransactionOptions = {}): Promise<void> {
    return this.run(begin(this.state, options))
  }

  /** Runs a callback in a transaction: committed when it is done, rolled back when it fails. */
  transaction<T>(body: (session: this) => T | PromiseLike<T>, options: TransactionOptions = {}): Promise<T> {
    return this.run(transaction(this.state, () => body(this), options))
  }

  /** Runs a callback in a savepoint: when it fails, what it did is taken back and what was before is still there. */
  savepoint<T>(body: (session: this) => T | PromiseLike<T>): Promise<T> {
    return this.run(savepoint(this.state, () => body(this)))
  }

  /** Runs a callback while reads do not write what is pending. */
  noAutoflush<T>(body: (session: this) => T | PromiseLike<T>): Promise<T> {
    return this.run(noAutoflush(this.state, () => body(this)))
  }

  /** Reads an instance's row anew and overwrites what it holds, unwritten changes too. */
  refresh<M extends Model>(instance: M, options: t.RefreshOptions<M> = {}): Promise<void> {
    return this.run(refresh(this.state, instance, options as object))
  }

  /**
   * Loads relations onto instances that are here, one more SELECT a branch for all of them, and gives the same instances.
   * @example const user = await session.load(found, { orders: { load: { lines: true } } })
   * @throws SessionError NOT_IN_SESSION
   */
  load<M extends t.Instance, const L extends t.Load<M>>(
    instance: M,
    tree: L & t.Known<M, L>,
  ): Promise<r.LoadedOnto<M, L>>
  load<M extends t.Instance, const L extends t.Load<M>>(
    instances: Iterable<M>,
    tree: L & t.Known<M, L>,
  ): Promise<r.LoadedOnto<M, L>[]>
  load(given: Model | Iterable<Model>, tree: LoadTree): Promise<unknown> {
    return this.run(load(this.state, given, tree))
  }

  /** The session's own object for the row of an instance from elsewhere, with that one's values and relations. */
  merge<M extends Model>(instance: M): Promise<r.Loaded<M>> {
    return this.run(merge(this.state, instance)) as Promise<r.Loaded<M>>
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    key: t.PrimaryKey<M>,
    options: { readonly load?: L & t.Known<M, L> } & Pick<t.Reading<M>, 'lock' | 'skipLocked'> = {},
  ): Promise<r.Loaded<M, r.Optional<L>> | null> {
    const isPlain = options.load === undefined && options.lock === undefined
    const found = isPlain
      ? this.#gets.read(model, key)
      : this.run(get(this.state, model, key, options as object))
    return found as Promise<r.Loaded<M, r.Optional<L>> | null>
  }

  /** Every row that fits: instances with what `load` says, plain objects with `plain`, or rows as they are with `raw`. */
  findAll<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
  ): Promise<R[]>
  findAll<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): Promise<r.Plain<M, L, A, D>[]>
  findAll<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): Promise<r.Loaded<M, L>[]>
  findAll(model: ModelClass, options: object = {}): Promise<unknown[]> {
    return this.run(findAll(this.state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): Promise<r.Plain<M, L, A, D> | null>
  findOne<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): Promise<r.Loaded<M, L> | null>
  findOne(model: ModelClass, options: object = {}): Promise<unknown> {
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
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): Promise<r.Plain<M, L, A, D>>
  one<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): Promise<r.Loaded<M, L>>
  one(model: ModelClass, options: object = {}): Promise<unknown> {
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
  >(model: ModelClass<M>, options: t.PlainFindOptions<M, L, A, D>): Promise<r.Plain<M, L, A, D> | null>
  oneOrNone<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): Promise<r.Loaded<M, L> | null>
  oneOrNone(model: ModelClass, options: object = {}): Promise<unknown> {
    return this.run(oneOrNone(this.state, model, options))
  }

  /** The first column of every row that fits: one attribute, or one expression. */
  scalars<T = unknown, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.ScalarOptions<M>,
  ): Promise<T[]> {
    return this.run(scalars(this.state, model, options as object)) as Promise<T[]>
  }

  /**
   * What the server says of a read: its plan of every SELECT that the load sends, and the foreign keys that lack an index.
   * The read is run to have keys of parents to ask with, as one with `plain` would be; nothing of it stays in the session.
   */
  explain<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: AnyFindOptions<M, L> = {},
    how: ExplainOptions = {},
  ): Promise<Explanation> {
    return this.run(explain(this.state, model, options as object, how))
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): Promise<number> {
    return this.run(count(this.state, model, options))
  }

  /** Whether any row fits. */
  exists<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): Promise<boolean> {
    return this.run(exists(this.state, model, options))
  }

  /** Every row that fits, a page at a time, through a cursor on the server. Leaving the loop closes it. */
  stream<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
    page?: StreamOptions,
  ): AsyncGenerator<R, void>
  stream<
    M extends Model,
    const L extends t.Load<M> = object,
    const A extends t.Choice<M> | undefined = undefined,
    const D extends t.AttributeName<M> = never,
  >(
    model: ModelClass<M>,
    options: t.PlainFindOptions<M, L, A, D>,
    page?: StreamOptions,
  ): AsyncGenerator<r.Plain<M, L, A, D>, void>
  stream<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
    page?: StreamOptions,
  ): AsyncGenerator<r.Loaded<M, L>, void>
  async *stream(
    model: ModelClass,
    options: object = {},
    page: StreamOptions = {},
  ): AsyncGenerator<unknown, void> {
    const cursor = openCursor(this.state, model, options, page)
    await this.run(cursor.open())
    try {
      while (!cursor.isDone) for (const each of await this.run(cursor.next())) yield each
    } finally {
      await this.run(cursor.close())
    }
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): Promise<readonly R[]>
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): Promise<readonly R[]>
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): Promise<readonly object[]> {
    return this.run(execute(this.state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  /** This session's transaction as Sequelize knows it, for calls of its own: `User.count({ transaction })`. */
  async sequelizeTransaction(): Promise<Transaction> {
    await this.run(beginWriting(this.state))
    return this.#talk.transaction()
  }

  protected run<T>(step: Step<T>): Promise<T> {
    return this.#talk.run(step)
  }
}
