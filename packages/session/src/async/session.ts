/** The async session: the core's operations, each a promise, over a connection of the pool. */
import type { Model } from 'sequelize'
import type { Transaction } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionOptions, TransactionOptions } from '../core/session-options.ts'
import { Sql, sql } from '../core/sql.ts'
import { SessionState } from '../core/state.ts'
import { begin, beginWriting, close, rollback } from '../core/transaction.ts'
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
import { Conversation } from './conversation.ts'
import type { RowSource } from './pages.ts'
import { byPage, isHere } from './pages.ts'
import type { Engine } from './engine.ts'

type Rows = Iterable<Readonly<Record<string, unknown>>>
type WriteOptions = { readonly returning?: boolean }

/**
 * A unit of work (Fowler; SQLAlchemy's `AsyncSession`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. Calls that overlap wait for each other: a session is one conversation.
 */
export class Session extends SessionBase {
  protected readonly state: SessionState
  readonly #talk: Conversation

  constructor(engine: Engine, options: SessionOptions = {}) {
    super()
    const transaction = () => this.#talk.transaction()
    this.state = new SessionState(engine.core, options, { session: this, transaction })
    this.#talk = new Conversation(engine, this.state, () => this.letGo())
    this.state.readWhenAwaited = {
      relation: (instance, relation) => this.#talk.run(readRelation(this.state, instance, relation)),
      attribute: (instance, name) => this.#talk.run(readAttribute(this.state, instance, name)),
    }
  }

  /** Sends what is pending, in the order of the foreign keys. */
  async flush(): Promise<void> {
    await this.#talk.run(flush(this.state))
  }

  /** Sends what is pending and commits. */
  commit(): Promise<void> {
    return this.#talk.run(commit(this.state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): Promise<void> {
    return this.#talk.run(rollback(this.state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): Promise<void> {
    return this.#talk.run(close(this.state))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Begins the transaction now, with options of its own. */
  begin(options: TransactionOptions = {}): Promise<void> {
    return this.#talk.run(begin(this.state, options))
  }

  /** Runs a callback in a transaction: committed when it is done, rolled back when it fails. */
  transaction<T>(body: (session: this) => T | PromiseLike<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#talk.run(transaction(this.state, () => body(this), options))
  }

  /** Runs a callback in a savepoint: when it fails, what it did is taken back and what was before is still there. */
  savepoint<T>(body: (session: this) => T | PromiseLike<T>): Promise<T> {
    return this.#talk.run(savepoint(this.state, () => body(this)))
  }

  /** Runs a callback while reads do not write what is pending. */
  noAutoflush<T>(body: (session: this) => T | PromiseLike<T>): Promise<T> {
    return this.#talk.run(noAutoflush(this.state, () => body(this)))
  }

  /** Reads an instance's row anew and overwrites what it holds, unwritten changes too. */
  refresh<M extends Model>(instance: M, options: t.RefreshOptions<M> = {}): Promise<void> {
    return this.#talk.run(refresh(this.state, instance, options as object))
  }

  /** The session's own object for the row of an instance from elsewhere, with that one's values and relations. */
  merge<M extends Model>(instance: M): Promise<t.Loaded<M>> {
    return this.#talk.run(merge(this.state, instance)) as Promise<t.Loaded<M>>
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    key: t.PrimaryKey<M>,
    options: { readonly load?: L } & Pick<t.Reading<M>, 'lock' | 'skipLocked'> = {},
  ): Promise<t.Loaded<M, L> | null> {
    return this.#talk.run(get(this.state, model, key, options as object)) as Promise<t.Loaded<M, L> | null>
  }

  /** Every row that fits: instances with what `load` says, or plain objects with `raw`. */
  findAll<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
  ): Promise<R[]>
  findAll<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
  ): Promise<t.Loaded<M, L>[]>
  findAll(model: ModelClass, options: object = {}): Promise<unknown[]> {
    return this.#talk.run(findAll(this.state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): Promise<t.Loaded<M, L> | null> {
    return this.#talk.run(findOne(this.state, model, options as object)) as Promise<t.Loaded<M, L> | null>
  }

  /**
   * The one row that fits.
   * @throws NoResultFound, MultipleResultsFound
   */
  one<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): Promise<t.Loaded<M, L>> {
    return this.#talk.run(one(this.state, model, options as object)) as Promise<t.Loaded<M, L>>
  }

  /**
   * The one row that fits, or null.
   * @throws MultipleResultsFound
   */
  oneOrNone<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options: t.FindOptions<M, L> = {},
  ): Promise<t.Loaded<M, L> | null> {
    return this.#talk.run(oneOrNone(this.state, model, options as object)) as Promise<t.Loaded<M, L> | null>
  }

  /** The first column of every row that fits: one attribute, or one expression. */
  scalars<T = unknown, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.ScalarOptions<M>,
  ): Promise<T[]> {
    return this.#talk.run(scalars(this.state, model, options as object)) as Promise<T[]>
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): Promise<number> {
    return this.#talk.run(count(this.state, model, options))
  }

  /** Whether any row fits. */
  exists<M extends Model>(model: ModelClass<M>, options: t.WhereOption<M> = {}): Promise<boolean> {
    return this.#talk.run(exists(this.state, model, options))
  }

  /** Every row that fits, a page at a time, through a cursor on the server. Leaving the loop closes it. */
  stream<R extends object, M extends Model = Model>(
    model: ModelClass<M>,
    options: t.RawFindOptions<M>,
    page?: StreamOptions,
  ): AsyncGenerator<R, void>
  stream<M extends Model, const L extends t.Load<M> = object>(
    model: ModelClass<M>,
    options?: t.FindOptions<M, L>,
    page?: StreamOptions,
  ): AsyncGenerator<t.Loaded<M, L>, void>
  async *stream(
    model: ModelClass,
    options: object = {},
    page: StreamOptions = {},
  ): AsyncGenerator<unknown, void> {
    const cursor = openCursor(this.state, model, options, page)
    await this.#talk.run(cursor.open())
    try {
      while (!cursor.isDone) for (const each of await this.#talk.run(cursor.next())) yield each
    } finally {
      await this.#talk.run(cursor.close())
    }
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): Promise<readonly R[]>
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): Promise<readonly R[]>
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): Promise<readonly object[]> {
    return this.#talk.run(execute(this.state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  /** Inserts any number of rows, in pages; gives their number, or their instances with `returning`. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: RowSource<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: true },
  ): Promise<M[]>
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: RowSource<t.NewRow<M>>,
    options?: t.InsertOptions<M> & { readonly returning?: false },
  ): Promise<number>
  insert(model: ModelClass, rows: RowSource<object>, options: WriteOptions = {}): Promise<unknown> {
    const send = (page: Iterable<object>) => this.#talk.run(insert(this.state, model, page as Rows, options))
    if (isHere(rows)) return send(rows)
    return byPage(rows, send).then((done) => (options.returning === true ? done.flat() : sum(done)))
  }

  /** Writes any number of rows through COPY and gives their number; hooks and validators are not run. */
  copy<M extends Model>(model: ModelClass<M>, rows: RowSource<t.NewRow<M>>): Promise<number> {
    const send = (page: Iterable<object>) => this.#talk.run(copy(this.state, model, page as Rows))
    return isHere(rows) ? send(rows) : byPage(rows, send).then(sum)
  }

  /** Writes the same values to every row that fits, and gives their number, or their instances with `returning`. */
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): Promise<M[]>
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): Promise<number>
  update(model: ModelClass, values: object, options: object): Promise<unknown> {
    return this.#talk.run(update(this.state, model, values as Readonly<Record<string, unknown>>, options))
  }

  /** Deletes every row that fits, and gives their number, or with `returning` their instances as they were. */
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): Promise<M[]>
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): Promise<number>
  destroy(model: ModelClass, options: object): Promise<unknown> {
    return this.#talk.run(destroy(this.state, model, options))
  }

  /** This session's transaction as Sequelize knows it, for calls of its own: `User.count({ transaction })`. */
  async sequelizeTransaction(): Promise<Transaction> {
    await this.#talk.run(beginWriting(this.state))
    return this.#talk.transaction()
  }
}

function sum(counts: readonly unknown[]): number {
  return counts.reduce((total: number, count) => total + Number(count), 0)
}
