/** The async engine: models, dialect and a pool of connections, from which sessions are made. */
import type { Client } from 'pg'
import type { Model, PoolOptions, Sequelize } from 'sequelize'
import { installAccessors } from '../core/accessors.ts'
import type { Core } from '../core/core.ts'
import { coreOf } from '../core/core.ts'
import type { Listener } from '../core/echo.ts'
import { listener } from '../core/echo.ts'
import { connectionFailure, failure } from '../core/failure.ts'
import type { ConnectionManager, ModelClass } from '../core/sequelize.ts'
import { insideSequelize } from '../core/sequelize.ts'
import type { Result, Statement } from '../driver/connection.ts'
import type { EngineOptions as CommonOptions } from '../options.ts'
import { openSequelize } from '../options.ts'
import { installAwaitable } from './awaitable.ts'
import { ask, StatementNames } from './connection.ts'

/**
 * Options of the async `createEngine`.
 * - `pool`: `max` and `min` connections, `acquire` and `idle` in milliseconds
 */
export type EngineOptions = CommonOptions & { readonly pool?: PoolOptions }

/** A connection lent by the pool. */
export type Lease = { ask(statement: Statement): Promise<Result>; release(): void; readonly client: Client }

/** Where async sessions come from. Nothing is connected until the first statement. */
export class Engine {
  /** The Sequelize instance underneath; its own calls share the pool. */
  readonly sequelize: Sequelize
  readonly core: Core
  readonly #manager: ConnectionManager
  readonly #where: string
  readonly #isOwn: boolean
  readonly #names = new StatementNames()
  readonly #listener: Listener | undefined
  readonly #lent = new Set<Client>()

  constructor(options: EngineOptions) {
    const { sequelize, isOwn, where } = openSequelize(options, options.pool)
    this.#isOwn = isOwn
    this.sequelize = sequelize
    this.core = coreOf(sequelize)
    this.#manager = insideSequelize(sequelize).connectionManager
    this.#where = where
    this.#listener = listener(options.echo)
    const models = Object.values(sequelize.models) as ModelClass[]
    installAccessors(models)
    installAwaitable(models)
  }

  /** The models it was given. */
  get models(): readonly ModelClass<Model>[] {
    return Object.values(this.sequelize.models)
  }

  /**
   * Takes a connection from the pool.
   * @throws SessionError UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE
   */
  async lease(): Promise<Lease> {
    const client = await this.#connect()
    this.#lent.add(client)
    const release = () => {
      if (this.#lent.delete(client)) this.#manager.releaseConnection(client)
    }
    return { client, ask: (statement) => this.#ask(client, statement), release }
  }

  /** Closes the connections in use, and the pool unless it came with a Sequelize instance, whose owner closes it. */
  async dispose(): Promise<void> {
    const lent = [...this.#lent]
    this.#lent.clear()
    await Promise.all(lent.map((client) => this.#manager.pool.destroy(client)))
    if (this.#isOwn) await this.sequelize.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }

  async #connect(): Promise<Client> {
    try {
      return (await this.#manager.getConnection({ type: 'write', uuid: 'session' })) as Client
    } catch (error) {
      throw connectionFailure(error, this.#where)
    }
  }

  async #ask(client: Client, statement: Statement): Promise<Result> {
    const begun = performance.now()
    try {
      const result = await ask(client, this.#names, statement)
      this.#listener?.(statement, result, performance.now() - begun)
      return result
    } catch (error) {
      throw failure(this.core, error, statement)
    }
  }
}

/**
 * Makes an async engine (SQLAlchemy's `create_async_engine`).
 * @throws SessionError INVALID_URL, INVALID_OPTION
 */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options)
}
