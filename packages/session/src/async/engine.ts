/** The async engine: models, dialect and a pool of connections, from which sessions are made. */
import type { Client } from 'pg'
import type { Model, Sequelize } from 'sequelize'
import { installAccessors } from '../unit/accessors.ts'
import type { Core } from '../core/core.ts'
import { coreOf } from '../core/core.ts'
import type { Shown, StatementListener } from '../core/echo.ts'
import { shownBy, StatementEvents } from '../core/echo.ts'
import { failure } from '../core/failure.ts'
import { here, nowhere } from '../core/place.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { Result, Statement } from '../driver/connection.ts'
import { linkOf } from '../driver/pg-link.ts'
import { refuseForAdopted } from '../option-rules.ts'
import type { EngineOptions } from '../options.ts'
import { openSequelize } from '../options.ts'
import type { Watch } from '../watch/finding.ts'
import { installAwaitable } from './awaitable.ts'
import { Checkout } from './checkout.ts'
import type { Lender } from './checkout.ts'
import { isUsable, resultOf } from './connection.ts'
import { Pool } from './pool.ts'

export type { EngineOptions } from '../options.ts'
export type { Checkout, Lease } from './checkout.ts'

/** Where async sessions come from. Nothing is connected until the first statement. */
export class Engine {
  /** The Sequelize instance underneath; its own calls share the pool. */
  readonly sequelize: Sequelize
  readonly core: Core
  /** How its sessions watch their reads unless they say otherwise. */
  readonly watch: Watch | undefined
  readonly #pool: Pool
  readonly #prepares: boolean
  readonly #shown: Shown | undefined
  readonly #events: StatementEvents
  readonly #lender: Lender
  /** Clients whose last statement nobody waits for, so that what pg knows of their transaction is not the last word. */
  readonly #unawaited = new WeakSet<Client>()

  constructor(options: EngineOptions) {
    const opened = openSequelize(options)
    if (!opened.isOwn) refuseForAdopted(options)
    this.sequelize = opened.sequelize
    this.core = coreOf(opened.sequelize, options.loading)
    this.watch = options.watch
    this.#pool = new Pool(opened, options.pool)
    this.#prepares = options.preparedStatements !== false
    this.#shown = shownBy(options.hideParameters)
    this.#events = new StatementEvents(options.echo, this.#shown)
    this.#lender = {
      open: (checkout) => this.#pool.take(checkout),
      openNow: (checkout) => this.#pool.takeNow(checkout),
      ask: (checkout, client, statement) => this.#ask(checkout, client, statement),
      close: (checkout, client) => this.#pool.give(checkout, client, this.#isSound(client)),
    }
    const models = Object.values(opened.sequelize.models) as ModelClass[]
    installAccessors(models)
    installAwaitable(models)
  }

  /** The models it was given. */
  get models(): readonly ModelClass<Model>[] {
    return Object.values(this.sequelize.models)
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

  /** Wants a connection: to be called in the user's own call, before anything is awaited. Nothing is connected yet. */
  checkout(): Checkout {
    return new Checkout(this.#lender, this.#pool.isCrowded ? here(10) : nowhere)
  }

  /**
   * Closes the connections in use, and the pool unless it came with a Sequelize instance, whose owner closes it. Sessions of
   * this engine can do nothing more.
   */
  async dispose(): Promise<void> {
    await this.#pool.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }

  async #ask(checkout: Checkout, client: Client, statement: Statement): Promise<Result> {
    checkout.running += 1
    const begun = performance.now()
    if (statement.unawaited) this.#unawaited.add(client)
    else this.#unawaited.delete(client)
    try {
      const sent = this.#events.counted(statement)
      const result = resultOf(sent, await linkOf(client).ask(sent, this.#prepares))
      this.#events.answered(statement, result, performance.now() - begun)
      return result
    } catch (error) {
      const failed = failure(this.core, error, statement, this.#shown)
      this.#events.failed(statement, failed, performance.now() - begun)
      throw failed
    } finally {
      checkout.running -= 1
    }
  }

  /** Whether a client may be lent again: it was not lost, and no transaction was left open on it. */
  #isSound(client: Client): boolean {
    if (!isUsable(client)) return false
    return this.#unawaited.has(client) || !isInTransaction(client)
  }
}

/**
 * Makes an async engine (SQLAlchemy's `create_async_engine`).
 * @throws SessionError INVALID_URL, INVALID_OPTION
 */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options)
}

/** pg's types do not know this method yet. */
function isInTransaction(client: Client): boolean {
  const { getTransactionStatus } = client as { readonly getTransactionStatus?: () => string | null }
  const status = getTransactionStatus?.call(client) ?? 'I'
  return status !== 'I'
}
