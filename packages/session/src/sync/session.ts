/** The blocking session: the core's operations, each done when it returns. */
import type { Model } from 'sequelize'
import { commit } from '../core/commit.ts'
import { flush } from '../core/flush.ts'
import { add, remove } from '../core/membership.ts'
import { count, execute, findAll, findOne, get, readRelation } from '../core/read.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { Sql, sql } from '../core/sql.ts'
import { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { runSync } from '../core/step.ts'
import { close, rollback } from '../core/transaction.ts'
import { destroy, insert, update } from '../core/write.ts'
import type {
  Changes,
  FindOptions,
  Load,
  NewRow,
  OnConflict,
  PrimaryKey,
  RawFindOptions,
  Readable,
  WhereOption,
} from '../types.ts'
import type { Engine, Lease } from './engine.ts'

/**
 * A unit of work (Fowler; SQLAlchemy's `Session`). It begins a transaction with its first statement; what was not
 * committed when it closes is rolled back. A relation that was not loaded is read when its property is.
 */
export class Session {
  readonly #state: SessionState
  readonly #engine: Engine
  #lease: Lease | undefined

  constructor(engine: Engine) {
    this.#engine = engine
    this.#state = new SessionState(engine.core, (instance, relation) =>
      this.#run(readRelation(this.#state, instance, relation)),
    )
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
  flush(): void {
    return this.#run(flush(this.#state))
  }

  /** Sends what is pending and commits. */
  commit(): void {
    return this.#run(commit(this.#state))
  }

  /** Takes back everything since the last commit, in the instances too. */
  rollback(): void {
    return this.#run(rollback(this.#state))
  }

  /** Rolls back what was not committed and gives the connection back. */
  close(): void {
    return this.#run(close(this.#state))
  }

  [Symbol.dispose](): void {
    return this.close()
  }

  /** The instance of a primary key, or null; without asking the database where this session holds it. */
  get<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    key: PrimaryKey<M>,
    options: { readonly load?: L } = {},
  ): Readable<M> | null {
    return this.#run(get(this.#state, model, key, options as never) as Step<Readable<M> | null>)
  }

  /** Every row that fits: instances with what `load` says, or plain objects with `raw`. */
  findAll<R extends object, M extends Model = Model>(model: ModelClass<M>, options: RawFindOptions<M>): R[]
  findAll<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    options?: FindOptions<M, L>,
  ): Readable<M>[]
  findAll(model: ModelClass, options: object = {}): unknown[] {
    return this.#run(findAll(this.#state, model, options))
  }

  /** The first row that fits, or null. */
  findOne<M extends Model, const L extends Load<M> = object>(
    model: ModelClass<M>,
    options?: FindOptions<M, L>,
  ): Readable<M> | null {
    return this.#run(findOne(this.#state, model, (options ?? {}) as object) as Step<Readable<M> | null>)
  }

  /** How many rows fit. */
  count<M extends Model>(model: ModelClass<M>, options: WhereOption<M> = {}): number {
    return this.#run(count(this.#state, model, options))
  }

  /** Sends SQL, its interpolated values bound: ``session.execute`select ${1}::int as one` ``. */
  execute<R extends object = Record<string, unknown>>(piece: Sql): readonly R[]
  execute<R extends object = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): readonly R[]
  execute(piece: Sql | TemplateStringsArray, ...values: readonly unknown[]): readonly object[] {
    return this.#run(execute(this.#state, piece instanceof Sql ? piece : sql(piece, ...values)))
  }

  /** Inserts many rows in one statement; gives their number, or their instances with `returning`. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: readonly NewRow<M>[],
    options: { readonly onConflict?: OnConflict<M>; readonly returning: true },
  ): M[]
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: readonly NewRow<M>[],
    options?: { readonly onConflict?: OnConflict<M> },
  ): number
  insert(model: ModelClass, rows: readonly object[], options: object = {}): unknown {
    return this.#run(insert(this.#state, model, rows as readonly Record<string, unknown>[], options))
  }

  /** Writes the same values to every row that fits, and gives their number. */
  update<M extends Model>(model: ModelClass<M>, values: Changes<M>, options: WhereOption<M>): number {
    return this.#run(update(this.#state, model, values, options))
  }

  /** Deletes every row that fits, and gives their number. */
  destroy<M extends Model>(model: ModelClass<M>, options: WhereOption<M>): number {
    return this.#run(destroy(this.#state, model, options))
  }

  #run<T>(step: Step<T>): T {
    try {
      return runSync(step, (statement) => {
        this.#lease ??= this.#engine.lease()
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
 * Makes a maker of sessions (SQLAlchemy's `sessionmaker`).
 * @example const Session = sessionmaker(engine); using session = Session()
 */
export function sessionmaker(engine: Engine): () => Session {
  return () => new Session(engine)
}
