/** The blocking engine: models, dialect and the connections that blocking sessions use in turn. */
import type { Model, Sequelize } from 'sequelize'
import { installAccessors } from '../core/accessors.ts'
import type { Core } from '../core/core.ts'
import { coreOf } from '../core/core.ts'
import type { Listener } from '../core/echo.ts'
import { listener } from '../core/echo.ts'
import { connectionFailure, failure } from '../core/failure.ts'
import type { ConnectionManager, ModelClass } from '../core/sequelize.ts'
import { insideSequelize } from '../core/sequelize.ts'
import type {
  BlockingConnection,
  BlockingDriver,
  ConnectionConfig,
  Result,
  Statement,
} from '../driver/connection.ts'
import { pickDriver } from '../driver/pick.ts'
import type { EngineOptions as CommonOptions } from '../options.ts'
import { openSequelize } from '../options.ts'
import { learnOids } from './oids.ts'

/**
 * Options of the blocking `createEngine`.
 * - `driver`: `native` (pg-native) or `worker` (a thread that waits); else RETORT_BLOCKING_DRIVER, else native where it loads
 */
export type EngineOptions = CommonOptions & { readonly driver?: 'native' | 'worker' }

/** A connection lent by the engine. */
export type Lease = { ask(statement: Statement): Result; release(): void }

/** Where blocking sessions come from. Nothing is connected until the first statement. */
export class Engine {
  readonly core: Core
  readonly #sequelize: Sequelize
  readonly #driver: BlockingDriver
  readonly #manager: ConnectionManager
  readonly #config: ConnectionConfig
  readonly #where: string
  readonly #listener: Listener | undefined
  readonly #idle: BlockingConnection[] = []
  readonly #open = new Set<BlockingConnection>()

  constructor(options: EngineOptions) {
    const { sequelize, where } = openSequelize(options)
    this.#driver = pickDriver(options.driver)
    this.#sequelize = sequelize
    this.core = coreOf(sequelize)
    this.#manager = insideSequelize(sequelize).connectionManager
    this.#config = configOf(sequelize)
    this.#where = where
    this.#listener = listener(options.echo)
    installAccessors(this.models)
  }

  /** How it blocks: through libpq, or through a thread. */
  get driver(): 'native' | 'worker' {
    return this.#driver.name
  }

  /** The models it was given. */
  get models(): readonly ModelClass<Model>[] {
    return Object.values(this.#sequelize.models)
  }

  /**
   * Takes an idle connection, or makes one.
   * @throws SessionError UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE
   */
  lease(): Lease {
    const connection = this.#idle.pop() ?? this.#connect()
    return { ask: (statement) => this.#ask(connection, statement), release: () => this.#release(connection) }
  }

  /** Closes every connection, those in use too. */
  dispose(): void {
    for (const connection of this.#open) connection.close()
    this.#open.clear()
    this.#idle.length = 0
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #connect(): BlockingConnection {
    const types = { getTypeParser: this.#manager.getTypeParser.bind(this.#manager) }
    try {
      const connection = this.#driver.connect(this.#config, types)
      this.#open.add(connection)
      connection.run({ text: settings(this.core.timezone), values: [], prepare: false })
      learnOids(this.#manager, connection)
      return connection
    } catch (error) {
      throw connectionFailure(error, this.#where)
    }
  }

  #release(connection: BlockingConnection): void {
    if (connection.usable && this.#open.has(connection)) this.#idle.push(connection)
    else this.#open.delete(connection)
  }

  #ask(connection: BlockingConnection, statement: Statement): Result {
    const begun = performance.now()
    try {
      const result = connection.run(statement)
      this.#listener?.(statement, result, performance.now() - begun)
      return result
    } catch (error) {
      throw failure(this.core, error, statement)
    }
  }
}

/**
 * Makes a blocking engine (SQLAlchemy's `create_engine`).
 * @throws SessionError INVALID_URL, INVALID_OPTION, NO_NATIVE_DRIVER
 */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options)
}

type DialectOptions = { readonly application_name?: string; readonly ssl?: boolean | object }

function configOf(sequelize: Sequelize): ConnectionConfig {
  const { host, port, username, password, database } = sequelize.config
  const { application_name, ssl } = (insideSequelize(sequelize).options.dialectOptions ??
    {}) as DialectOptions
  return {
    ...(host ? { host } : {}),
    ...(port ? { port: Number(port) } : {}),
    ...(username ? { user: username } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
    ...(application_name === undefined ? {} : { applicationName: application_name }),
    ...(ssl === undefined ? {} : { ssl }),
  }
}

/** What Sequelize sets on each of its connections. */
function settings(timezone: string): string {
  const zone = /^[+-]/.test(timezone)
    ? `INTERVAL '${timezone}' HOUR TO MINUTE`
    : `'${timezone.replaceAll("'", "''")}'`
  return `SET standard_conforming_strings = on; SET TIME ZONE ${zone}`
}
