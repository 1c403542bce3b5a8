/**
 * A connection that somebody wants of the pool, from the wish until it is given back. Checkouts know those that they were
 * made inside of, through the async context: code that holds a connection and waits for another may wait for ever.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Client } from 'pg'
import type { Place } from '../core/place.ts'
import type { Result, Statement } from '../driver/connection.ts'

/** A connection lent by the pool. */
export type Lease = {
  readonly client: Client
  ask(statement: Statement): Promise<Result>
  /** Gives it back; one that was lost, or that a transaction was left open on, is closed instead. */
  release(): void
}

/** How a checkout gets what it wants: by its engine. */
export type Lender = {
  open(checkout: Checkout): Promise<Client>
  /** What `open` would give, where nobody has to wait for it. */
  openNow(checkout: Checkout): Client | undefined
  ask(checkout: Checkout, client: Client, statement: Statement): Promise<Result>
  close(checkout: Checkout, client: Client): void
}

/** The innermost checkout of the code that runs. */
const innermost = new AsyncLocalStorage<Checkout>()

export class Checkout {
  readonly #lender: Lender
  #outer: Checkout | undefined
  readonly #place: Place
  #state: 'wanted' | 'held' | 'released' = 'wanted'
  /** How many statements run on its connection. */
  running = 0
  /** How many checkouts wait for a connection while they are inside of this one. */
  waiters = 0

  /**
   * To be made in the user's own call, before anything is awaited: it becomes the innermost
   * checkout of whatever runs on from here.
   * @param place where that call is
   */
  constructor(lender: Lender, place: Place) {
    this.#lender = lender
    this.#place = place
    this.#outer = innermost.getStore()?.held()
    this.#outer?.shorten()
    innermost.enterWith(this)
  }

  /** Where it was made. */
  get place(): Place {
    return this.#place
  }

  /** Whether it holds a connection on which nothing runs: its holder is doing something else. */
  get isIdle(): boolean {
    return this.#state === 'held' && this.running === 0
  }

  /**
   * Waits for a connection.
   * @throws SessionError POOL_EXHAUSTED, UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE, SESSION_CLOSED
   */
  async open(): Promise<Lease> {
    try {
      return this.#lease(await this.#lender.open(this))
    } catch (error) {
      this.#state = 'released'
      throw error
    }
  }

  /** {@link open} without waiting, where a connection is free; undefined where it has to be waited for. */
  openNow(): Lease | undefined {
    const client = this.#lender.openNow(this)
    return client === undefined ? undefined : this.#lease(client)
  }

  /** The checkouts of the same engine that this one is inside of and that hold a connection, the nearest first. */
  heldAround(): readonly Checkout[] {
    const held: Checkout[] = []
    for (let outer = this.#outer; outer !== undefined; outer = outer.#outer) {
      if (outer.#state === 'held' && outer.#lender === this.#lender) held.push(outer)
    }
    return held
  }

  /** Forgets those around it that were released, so that the chain is as long as what is held. */
  shorten(): void {
    this.#outer = this.#outer?.held()
  }

  /**
   * This one, or the nearest around it that holds a connection. One that only wants a connection is passed over: what is
   * begun beside it, in the same turn, is not inside of it.
   */
  held(): Checkout | undefined {
    return this.#state === 'held' ? this : this.#outer?.held()
  }

  #lease(client: Client): Lease {
    this.#state = 'held'
    return {
      client,
      ask: (statement) => this.#lender.ask(this, client, statement),
      release: () => this.#release(client),
    }
  }

  #release(client: Client): void {
    if (this.#state !== 'held') return
    this.#state = 'released'
    this.#lender.close(this, client)
  }
}
