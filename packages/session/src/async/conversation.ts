/** One session's talk with the server: operations in turn, over a connection that it holds while a transaction lasts. */
import type { Client } from 'pg'
import { Transaction } from 'sequelize'
import type { Result, Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { SessionState } from '../core/state.ts'
import type { AsyncAnswers, Call, Step } from '../core/step.ts'
import { runAsync } from '../core/step.ts'
import { beginWriting } from '../core/transaction.ts'
import type { Checkout, Lease } from './checkout.ts'
import type { Engine } from './engine.ts'
import { Turns } from './turns.ts'

export class Conversation {
  readonly #engine: Engine
  readonly #state: SessionState
  readonly #afterwards: () => void
  readonly #turns = new Turns()
  #checkout: Checkout | undefined
  #lease: Lease | undefined
  readonly #answers: AsyncAnswers = {
    send: (statement) => this.#send(statement),
    call: (call) => this.#call(call),
    over: () => this.#over(),
  }

  /** @param afterwards called after each operation */
  constructor(engine: Engine, state: SessionState, afterwards: () => void) {
    this.#engine = engine
    this.#state = state
    this.#afterwards = afterwards
  }

  /** What is done when every operation so far is done, of those that the running code would have to wait for. */
  get last(): Promise<unknown> {
    return this.#turns.last
  }

  /** Whether an operation would have to wait for another. */
  get isBusy(): boolean {
    return this.#turns.isTaken
  }

  /** Runs an operation when those before it are done. */
  run<T>(step: Step<T>): Promise<T> {
    // Here, in the caller's own stack, it can be seen who asks for a connection.
    if (this.#lease === undefined) this.#checkout ??= this.#engine.checkout()
    return this.finish(step)
  }

  /** {@link run} for an operation that has something to ask only where there is a connection already. */
  finish<T>(step: Step<T>): Promise<T> {
    return this.#turns.take((turn) => runAsync(step, this.#answers, turn))
  }

  /** The transaction as Sequelize knows it, which awaits its connection: it begins when the first call asks for that. */
  transaction(): Transaction {
    const transaction = new Transaction(this.#engine.sequelize, {})
    return Object.defineProperty(transaction, 'connection', { get: () => this.#connection() })
  }

  async #connection(): Promise<Client | undefined> {
    await this.run(beginWriting(this.#state))
    return this.#lease?.client
  }

  #over(): void {
    if (this.#state.phase === 'idle') this.#release()
    this.#afterwards()
  }

  #send(statement: Statement): Promise<Result> {
    if (this.#lease === undefined) return this.#sendFirst(statement)
    return statement.text === 'COMMIT' ? this.#commit(statement, this.#lease) : this.#lease.ask(statement)
  }

  /** PostgreSQL takes COMMIT for ROLLBACK where a statement has failed that the session did not send. */
  async #commit(statement: Statement, lease: Lease): Promise<Result> {
    if (isBusy(lease.client)) await untilIdle(lease.client)
    if (isAborted(lease.client)) throw abortedByOthers()
    return lease.ask(statement)
  }

  #sendFirst(statement: Statement): Promise<Result> {
    this.#checkout ??= this.#engine.checkout()
    this.#lease = this.#checkout.openNow()
    return this.#lease?.ask(statement) ?? this.#sendOnceOpen(statement, this.#checkout)
  }

  async #sendOnceOpen(statement: Statement, checkout: Checkout): Promise<Result> {
    this.#lease = await checkout.open()
    return this.#lease.ask(statement)
  }

  /** Calls of this session that the callback makes are answered at once: the turn is the callback's. */
  async #call({ call }: Call): Promise<unknown> {
    return this.#turns.lend(call)
  }

  #release(): void {
    this.#lease?.release()
    this.#lease = undefined
    this.#checkout = undefined
  }
}

/** An error is told at once, what state the transaction is in only when the server is ready for the next query. */
function isBusy(client: Client): boolean {
  return (client as { readonly readyForQuery?: boolean }).readyForQuery === false
}

/** A connection that is lost is idle as well: what is asked of it next fails. */
function untilIdle(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      client.off('drain', done)
      client.off('end', done)
      resolve()
    }
    client.on('drain', done)
    client.on('end', done)
  })
}

function isAborted(client: Client): boolean {
  const { getTransactionStatus } = client as { readonly getTransactionStatus?: () => string | null }
  return getTransactionStatus?.call(client) === 'E'
}

function abortedByOthers(): SessionError {
  return new SessionError(
    'ROLLBACK_NEEDED',
    "A call of Sequelize's own has failed in this transaction, so PostgreSQL would not commit it. Call rollback() first.",
  )
}
