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
import { count, execute, exists, findAll, findOne, one, oneOrNone, scalars } from '../read/find.ts'
import { get, readAttribute, readRelation, refresh } from '../read/get.ts'
import type { StreamOptions } from '../read/stream.ts'
import { openCursor } from '../read/stream.ts'
import { SessionBase } from '../session-base.ts'
import type * as t from '../types.ts'
import { noAutoflush, savepoint, transaction } from '../unit/blocks.ts'
import { commit } from '../unit/commit.ts'
import { flush } from '../unit/flush.ts'
import { merge } from '../unit/merge.ts'
import { copy, destroy, insert, update } from '../write/sets.ts'
import { callNow } from './call.ts'
import type { Engine, Lease } from './engine.ts'

type Rows = Iterable<Readonly<Record<string, unknown>>>

/**
 * A unit of work (Fowler; SQLAlchemy's `Session`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. A relation that was not loaded is read when its property is.
 */
export class Session extends SessionBase {
  protected readonly state: SessionState
  readonly #engine: Engine
  #lease: Lease | undefined
  readonly #answers: Answers = { send: (statement) => this.#send(statement), call: callNow }

  constructor(engine: Engine, options: SessionOptions = {}) {
    super()
    this.#engine = engine
    this.state = new SessionState(engine.core, options, { session: this })
    this.state.readOnDemand = {
      relation: (instance, relation) => this.#run(readRelation(this.state, instance, relation)),
      attribute: (instance, name) => this.#run(readAttribute(this.state, instance, name)),
    }
  }

  /** Sends what is pending, in the order of the foreign keys. */
  flush(): void {
    this.#run(flush(this.state))
  }

  /** Sends what is pending and commits. */
  commit(): void {
    this.#run(commit(this.state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): void {
    this.#run(rollback(this.state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): void {
    this.#run(close(this.state))
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Begins the transaction now, with options of its own. */
  begin(options: TransactionOptions = {}): void {
    this.#run(begin(this.state, options))
  }

  /** Runs a callback in a transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(body: (session: this) => T, options: TransactionOptions = {}): T {
    return this.#run(transaction(this.state, () => body(this), options))
  }

  /** Runs a callback in a savepoint: when it throws, what it did is taken back and what was before is still there. */
  savepoint<T>(body: (session: this) => T): T {
    return this.#run(savepoint(this.state, () => body(this)))
  }

  /** Runs a callback while reads do not write what is pending. */
  noAutoflush<T>(body: (session: this) => T): T {
    return this.#run(noAutoflush(this.state, () => body(this)))
  }

  /** Reads an instance's row anew and overwrites what it holds, unwritten changes too. */
  refresh<M extends Model>(instance: M, options: t.RefreshOptions<M> = {}): void {
    this.#run(refresh(this.state, instance, options as object))
  }

  /** The session's own object for the row of an instance from elsewhere, with that one's values and relations. */
  merge<M extends Model>(instance: M): t.Readable<M> {
    return this.#run(merge(this.state, instance)) as t.Readable<M>
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    key: t.PrimaryKey<M>,
    options: { readonly load?: L } & Pick<t.Reading<M>, 'lock' | 'skipLocked'> = {},
  ): t.Readable<M> | null {
    return this.#run(get(this.state, model, key, options as object)) as t.Readable<M> | null
  }

  /** Every row that fits: instances with what `load` says, or plain objects with `raw`. */
  findAll<R extends object, M extends Model = Model>(model: ModelClass<M>, options: t.RawFindOptions<M>): R[]
  findAll<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): t.Readable<M>[]
  findAll(model: ModelClass, options: object = {}): unknown[] {
    return this.#run(findAll(this.state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): t.Readable<M> | null {
    return this.#run(findOne(this.state, model, options as object)) as t.Readable<M> | null
  }

  /**
   * The one row that fits.
   * @throws NoResultFound, MultipleResultsFound
   */
  one<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): t.Readable<M> {
    return this.#run(one(this.state, model, options as object)) as t.Readable<M>
  }

  /**
   * The one row that fits, or null.
   * @throws MultipleResultsFound
   */
  oneOrNone<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): t.Readable<M> | null {
    return this.#run(oneOrNone(this.state, model, options as object)) as t.Readable<M> | null
  }

  /** The first column of every row that fits: one attribute, or one expression. */
  scalars<T = unknown, M extends Model = Model>(model: ModelClass<M>, options: t.ScalarOptions<M>): T[] {
    return this.#run(scalars(this.state, model, options as object)) as T[]
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): number {
    return this.#run(count(this.state, model, options))
  }

  /** Whether any row fits. */
  exists<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): boolean {
    return this.#run(exists(this.state, model, options))
  }

  /** Every row that fits, a page at a time, through a cursor on the server. Leaving the loop closes it. */
  stream<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
    page?: StreamOptions,
  ): Generator<R, void>
  stream<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
    page?: StreamOptions,
  ): Generator<t.Readable<M>, void>
  *stream(model: ModelClass, options: object = {}, page: StreamOptions = {}): Generator<unknown, void> {
    const cursor = openCursor(this.state, model, options, page)
    this.#run(cursor.open())
    try {
      while (!cursor.isDone) for (const each of this.#run(cursor.next())) yield each
    } finally {
      this.#run(cursor.close())
    }
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): readonly R[]
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): readonly R[]
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): readonly object[] {
    return this.#run(execute(this.state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  /** Inserts any number of rows, in pages; gives their number, or their instances with `returning`. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: Iterable<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: true },
  ): M[]
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: Iterable<t.NewRow<M>>,
    options?: t.InsertOptions<M> & { readonly returning?: false },
  ): number
  insert(model: ModelClass, rows: Iterable<object>, options: object = {}): unknown {
    return this.#run(insert(this.state, model, rows as Rows, options))
  }

  /** Writes any number of rows through COPY and gives their number; hooks and validators are not run. */
  copy<M extends Model>(model: ModelClass<M>, rows: Iterable<t.NewRow<M>>): number {
    return this.#run(copy(this.state, model, rows as Rows))
  }

  /** Writes the same values to every row that fits, and gives their number, or their instances with `returning`. */
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): M[]
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): number
  update(model: ModelClass, values: object, options: object): unknown {
    return this.#run(update(this.state, model, values as Readonly<Record<string, unknown>>, options))
  }

  /** Deletes every row that fits, and gives their number, or with `returning` their instances as they were. */
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): M[]
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): number
  destroy(model: ModelClass, options: object): unknown {
    return this.#run(destroy(this.state, model, options))
  }

  #run<T>(step: Step<T>): T {
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
