/** The blocking engine: models, dialect and the connections that blocking sessions use in turn. */
import type { Model, Sequelize } from 'sequelize'
import { installAccessors } from '../unit/accessors.ts'
import { connectionFailure } from '../core/connection-failure.ts'
import type { Core } from '../core/core.ts'
import { coreOf } from '../core/core.ts'
import type { Shown, StatementListener } from '../core/echo.ts'
import { shownBy, StatementEvents } from '../core/echo.ts'
import { failure } from '../core/failure.ts'
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
import { SessionError } from '../error.ts'
import type { EngineOptions as CommonOptions } from '../options.ts'
import { openSequelize } from '../options.ts'
import type { OptionalTls } from '../optional-tls.ts'
import type { Watch } from '../watch/finding.ts'
import { configOf } from './config.ts'
import { learnOids } from './oids.ts'
import { BlockingPool } from './pool.ts'

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
  /** How its sessions watch their reads unless they say otherwise. */
  readonly watch: Watch | undefined
  readonly #sequelize: Sequelize
  readonly #driver: BlockingDriver
  readonly #manager: ConnectionManager
  readonly #config: ConnectionConfig
  readonly #tls: OptionalTls
  readonly #where: string
  readonly #pool: BlockingPool
  readonly #shown: Shown | undefined
  readonly #events: StatementEvents
  #isDisposed = false

  constructor(options: EngineOptions) {
    const { sequelize, where, tls } = openSequelize(options)
    this.#driver = pickDriver(options.driver)
    this.#sequelize = sequelize
    this.core = coreOf(sequelize, options.loading)
    this.watch = options.watch
    this.#manager = insideSequelize(sequelize).connectionManager
    this.#config = configOf(sequelize, options)
    this.#tls = tls
    this.#where = where
    this.#pool = new BlockingPool(() => this.#connect(), options.pool)
    this.#shown = shownBy(options.hideParameters)
    this.#events = new StatementEvents(options.echo, this.#shown)
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

  /** Calls a listener with each statement that was sent, those that failed too. */
  on(_event: 'statement', listener: StatementListener): this {
    this.#events.on(listener)
    return this
  }

  /** Takes a listener away. */
  off(_event: 'statement', listener: StatementListener): this {
    this.#events.off(listener)
    return this
  }

  /**
   * Takes an idle connection, or makes one.
   * @throws SessionError POOL_EXHAUSTED, UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE, SESSION_CLOSED
   */
  lease(): Lease {
    if (this.#isDisposed) {
      throw new SessionError('SESSION_CLOSED', 'This engine was disposed. Make another with createEngine().')
    }
    const connection = this.#pool.take()
    let isHeld = true
    const release = () => {
      if (isHeld) this.#pool.give(connection)
      isHeld = false
    }
    return { ask: (statement) => this.#ask(connection, statement), release }
  }

  /** Closes every connection, those in use too. Sessions of this engine can do nothing more. */
  dispose(): void {
    this.#isDisposed = true
    this.#pool.close()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #connect(): BlockingConnection {
    try {
      return this.#open()
    } catch (error) {
      if (this.#tls.dropAfter(error)) return this.#connect()
      throw connectionFailure(error, this.#where)
    }
  }

  #open(): BlockingConnection {
    const types = { getTypeParser: this.#manager.getTypeParser.bind(this.#manager) }
    const config = this.#tls.isDropped ? { ...this.#config, ssl: false } : this.#config
    const connection = this.#driver.connect(config, types)
    try {
      connection.run({ text: settings(this.core.timezone), values: [], prepare: false })
      learnOids(this.#manager, connection)
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  #ask(connection: BlockingConnection, statement: Statement): Result {
    const begun = performance.now()
    try {
      const result = connection.run(this.#events.counted(statement))
      this.#events.answered(statement, result, performance.now() - begun)
      return result
    } catch (error) {
      const failed = failure(this.core, error, statement, this.#shown)
      this.#events.failed(statement, failed, performance.now() - begun)
      throw failed
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

/** What Sequelize sets on each of its connections. */
function settings(timezone: string): string {
  const zone = /^[+-]/.test(timezone)
    ? `INTERVAL '${timezone}' HOUR TO MINUTE`
    : `'${timezone.replaceAll("'", "''")}'`
  return `SET standard_conforming_strings = on; SET TIME ZONE ${zone}`
}
