/** The async session: the core's operations, each a promise, over a connection of the pool. */
import type { Model } from 'sequelize'
import { Transaction } from 'sequelize'
import { commit } from '../core/commit.ts'
import { flush } from '../core/flush.ts'
import { add, remove } from '../core/membership.ts'
import { count, execute, findAll, findOne, get, readRelation } from '../core/read.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { Sql, sql } from '../core/sql.ts'
import { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { runAsync } from '../core/step.ts'
import { begin, close, rollback } from '../core/transaction.ts'
import { destroy, insert, update } from '../core/write.ts'
import type {
  Changes,
  FindOptions,
  Load,
  Loaded,
  NewRow,
  OnConflict,
  PrimaryKey,
  RawFindOptions,
  WhereOption,
} from '../types.ts'
import { readsWith } from './awaitable.ts'
import type { Engine, Lease } from './engine.ts'

/**
 * A unit of work (Fowler; SQLAlchemy's `AsyncSession`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. Calls that overlap wait for each other: a session is one conversation.
 */
export class Session {
  readonly #state: SessionState
  readonly #engine: Engine
  #lease: Lease | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#state = new SessionState(engine.core)
    readsWith(this.#state, (instance, relation) => this.#run(readRelation(this.#state, instance, relation)))
  }

  /** Brings an instance in: a new one is inserted by the next flush. Sends nothing. */
  add(instance: Model): void {
    add(this.#state, instance)
  }

  /** {@link add} for many. */
  addAll(instances: Iterable<Model>): void {
    for (const instance of instances) add(this.#state, instance)
  }

  /** Marks an instance to be deleted by the next flush. Sends nothing. */
  delete(instance: Model): void {
    remove(this.#state, instance)
  }

  /** Sends what is pending, in the order of the foreign keys. */
  flush(): Promise<void> {
    return this.#run(flush(this.#state))
  }

  /** Sends what is pending and commits. */
  commit(): Promise<void> {
    return this.#run(commit(this.#state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): Promise<void> {
    return this.#run(rollback(this.#state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): Promise<void> {
    return this.#run(close(this.#state))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    key: PrimaryKey<M>,
    options: { readonly load?: L } = {},
  ): Promise<Loaded<M, L> | null> {
    return this.#run(get(this.#state, model, key, options as never) as Step<Loaded<M, L> | null>)
  }

  /** Every row that fits: instances with what `load` says, or plain objects with `raw`. */
  findAll<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: RawFindOptions<M>,
  ): Promise<R[]>
  findAll<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    options?: FindOptions<M, L>,
  ): Promise<Loaded<M, L>[]>
  findAll(model: ModelClass, options: object = {}): Promise<unknown[]> {
    return this.#run(findAll(this.#state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    options?: FindOptions<M, L>,
  ): Promise<Loaded<M, L> | null> {
    return this.#run(findOne(this.#state, model, (options ?? {}) as object) as Step<Loaded<M, L> | null>)
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: WhereOption<M> = {}): Promise<number> {
    return this.#run(count(this.#state, model, options))
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): Promise<readonly R[]>
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): Promise<readonly R[]>
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): Promise<readonly object[]> {
    return this.#run(execute(this.#state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  /** Inserts many rows in one statement; gives their number, or their instances with `returning`. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: readonly NewRow<M>[],
    options: { readonly onConflict?: OnConflict<M>; readonly returning: true },
  ): Promise<M[]>
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: readonly NewRow<M>[],
    options?: { readonly onConflict?: OnConflict<M> },
  ): Promise<number>
  insert(model: ModelClass, rows: readonly object[], options: object = {}): Promise<unknown> {
    return this.#run(insert(this.#state, model, rows as readonly Record<string, unknown>[], options))
  }

  /** Writes the same values to every row that fits, and gives their number. */
  update<M extends Model>(
    model: ModelClass<M>,
    values: Changes<M>,
    options: WhereOption<M>,
  ): Promise<number> {
    return this.#run(update(this.#state, model, values, options))
  }

  /** Deletes every row that fits, and gives their number. */
  destroy<M extends Model>(model: ModelClass<M>, options: WhereOption<M>): Promise<number> {
    return this.#run(destroy(this.#state, model, options))
  }

  /** This session's transaction as Sequelize knows it, for calls of its own: `User.count({ transaction })`. */
  async sequelizeTransaction(): Promise<Transaction> {
    await this.#run(begin(this.#state))
    const transaction = new Transaction(this.#engine.sequelize, {})
    return Object.assign(transaction, { connection: this.#lease?.client })
  }

  #run<T>(step: Step<T>): Promise<T> {
    const run = this.#turn.then(() => this.#perform(step))
    this.#turn = run.catch(() => undefined)
    return run
  }

  async #perform<T>(step: Step<T>): Promise<T> {
    try {
      return await runAsync(step, async (statement) => {
        this.#lease ??= await this.#engine.lease()
        return this.#lease.ask(statement)
      })
    } finally {
      if (this.#state.phase === 'idle') this.#release()
    }
  }

  #release(): void {
    this.#lease?.release()
    this.#lease = undefined
  }
}

/**
 * Makes a maker of sessions (SQLAlchemy's `async_sessionmaker`).
 * @example const Session = sessionmaker(engine); await using session = Session()
 */
export function sessionmaker(engine: Engine): () => Session {
  return () => new Session(engine)
}
