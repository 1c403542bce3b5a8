/** Sequelize's pool as sessions use it: nobody waits for what cannot come, and nobody is lent what is of no use. */
import type { Client } from 'pg'
import type { Sequelize } from 'sequelize'
import { ConnectionAcquireTimeoutError } from 'sequelize'
import { connectionFailure } from '../core/connection-failure.ts'
import { lineOf, stackOf } from '../core/place.ts'
import type { ConnectionManager } from '../core/sequelize.ts'
import { insideSequelize } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Opened, PoolOptions } from '../options.ts'
import type { OptionalTls } from '../optional-tls.ts'
import type { Checkout } from './checkout.ts'
import type { InsidePool } from './free-client.ts'
import { takeFree } from './free-client.ts'

/** What sequelize-pool says of itself; where Sequelize replicates there are several, and it says nothing. */
type SequelizePool = InsidePool & {
  readonly size?: number
  readonly using?: number
  readonly available?: number
  readonly maxSize?: number
  acquire(type: 'write'): Promise<unknown>
  destroy(client: unknown): Promise<void>
}

type Manager = ConnectionManager & { readonly pool: SequelizePool }

/** What pg and Sequelize know of a client beyond its types. */
type ClientState = { readonly _invalid?: boolean; readonly _ending?: boolean; readonly _queryable?: boolean }

export class Pool {
  readonly #sequelize: Sequelize
  readonly #manager: Manager
  readonly #isOwn: boolean
  readonly #where: string
  readonly #tls: OptionalTls
  readonly #recycle: number | undefined
  readonly #pings: boolean
  readonly #held = new Map<Checkout, Client>()
  /** When each client was made, or seen first if that was before the engine was there. */
  readonly #born = new WeakMap<object, number>()
  /** Clients that were made while the engine was there, and not lent since. */
  readonly #unlent = new WeakSet<object>()
  #isClosed = false

  constructor({ sequelize, isOwn, where, tls }: Opened, options: PoolOptions = {}) {
    this.#sequelize = sequelize
    this.#manager = insideSequelize(sequelize).connectionManager as Manager
    this.#isOwn = isOwn
    this.#where = where
    this.#tls = tls
    this.#recycle = options.recycle
    this.#pings = options.prePing === true
    if (this.#looksAfter) sequelize.addHook('afterConnect', this.#noteBirth)
  }

  /**
   * Waits for a client, unless that would be for ever: where every connection is held by code that itself waits for
   * another inside of it, and this one is inside of such a holder too.
   */
  take(checkout: Checkout): Promise<Client> {
    const around = this.#isFull() ? checkout.heldAround() : []
    return around.length === 0 ? this.#acquire(checkout) : this.#wait(checkout, around)
  }

  /** A client that is free and need not be looked at, for which nobody has to wait. */
  takeNow(checkout: Checkout): Client | undefined {
    if (this.#looksAfter || this.#isWatched) return undefined
    const client = takeFree(this.#manager.pool) as Client | undefined
    if (client !== undefined) this.#held.set(checkout, client)
    return client
  }

  /** Whether the pool is at least half in use: only then may anybody ask where its connections are. */
  get isCrowded(): boolean {
    return this.#held.size + 1 >= (this.#manager.pool.maxSize ?? 0) / 2
  }

  /** Takes a client back; `isSound` says whether it may be lent again. */
  give(checkout: Checkout, client: Client, isSound: boolean): void {
    if (!this.#held.delete(checkout)) return
    if (isSound && isOpen(client)) this.#manager.releaseConnection(client)
    else this.#destroy(client)
  }

  /** Closes the clients that are lent, and the pool unless it came with a Sequelize instance, whose owner closes it. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#sequelize.removeHook('afterConnect', this.#noteBirth as never) // its types know names only
    const held = [...this.#held.values()]
    this.#held.clear()
    await Promise.all(held.map((client) => this.#manager.pool.destroy(client)))
    if (this.#isOwn) await this.#sequelize.close()
  }

  async #wait(checkout: Checkout, around: readonly Checkout[]): Promise<Client> {
    for (const outer of around) outer.waiters += 1
    try {
      const nearest = around.find(({ place }) => place.stack !== undefined) ?? around[0]
      if (nearest !== undefined && this.#isStuck()) throw this.#stuck(checkout, nearest)
      return await this.#acquire(checkout)
    } finally {
      for (const outer of around) outer.waiters -= 1
    }
  }

  /** Each client that is of no use makes room for another one; a new one is always fit. */
  async #acquire(checkout: Checkout): Promise<Client> {
    const begun = performance.now()
    try {
      for (;;) {
        if (this.#isClosed) throw disposed()
        const client = (await this.#next()) as Client
        if (!this.#looksAfter || (await this.#isFit(client))) {
          this.#held.set(checkout, client)
          return client
        }
        this.#destroy(client)
      }
    } catch (error) {
      if (this.#tls.dropAfter(error)) return this.#acquire(checkout)
      throw this.#refusal(error, checkout, performance.now() - begun)
    }
  }

  /** Past `getConnection` where no hooks want to know: it makes a connection of its own only to ask for the version. */
  #next(): Promise<unknown> {
    if (this.#isWatched) return this.#manager.getConnection({ type: 'write', uuid: 'session' })
    return this.#manager.pool.acquire('write')
  }

  get #isWatched(): boolean {
    return (
      this.#sequelize.hasHook('beforePoolAcquire' as never) ||
      this.#sequelize.hasHook('afterPoolAcquire' as never)
    )
  }

  async #isFit(client: Client): Promise<boolean> {
    if (this.#isClosed || this.#ageOf(client) >= (this.#recycle ?? Infinity)) return false
    return !this.#pings || this.#answers(client)
  }

  /** Whether a client is to be looked at before it is lent. */
  get #looksAfter(): boolean {
    return this.#pings || this.#recycle !== undefined || this.#isClosed
  }

  #ageOf(client: Client): number {
    const born = this.#born.get(client) ?? performance.now()
    this.#born.set(client, born)
    return performance.now() - born
  }

  /** One that was made for this very lease is not asked. */
  async #answers(client: Client): Promise<boolean> {
    if (this.#unlent.delete(client) && this.#ageOf(client) < 1000) return true
    try {
      await client.query({ text: 'SELECT 1', query_timeout: pingTimeout } as { readonly text: string })
      return true
    } catch {
      return false
    }
  }

  readonly #noteBirth = (client: object): void => {
    this.#born.set(client, performance.now())
    this.#unlent.add(client)
  }

  /** Nobody waits for the end: a connection that is lost may take its time. */
  #destroy(client: Client): void {
    this.#manager.pool.destroy(client).catch(() => undefined)
  }

  #isFull(): boolean {
    const { size = 0, maxSize = Infinity, available = 0 } = this.#manager.pool
    return size >= maxSize && available === 0
  }

  #isStuck(): boolean {
    const waiting = [...this.#held.keys()].filter((holder) => holder.isIdle && holder.waiters > 0)
    return waiting.length >= (this.#manager.pool.maxSize ?? Infinity)
  }

  #stuck(checkout: Checkout, outer: Checkout): SessionError {
    return new SessionError(
      'POOL_EXHAUSTED',
      `The pool's connections (pool.max is ${this.#manager.pool.maxSize}) are all held by sessions that wait for one more. The outer session took its lease at ${lineOf(outer.place)}, the one inside of it wants another at ${lineOf(checkout.place)}. Use the outer session there, close it first, or raise pool.max.`,
      { cause: stackOf(outer.place, 'The outer lease was taken here, and has not been released.') },
    )
  }

  #refusal(error: unknown, checkout: Checkout, milliseconds: number): unknown {
    if (this.#isClosed) return disposed()
    const { using = 0, maxSize = 0 } = this.#manager.pool
    if (!isLate(error) || using < maxSize) return connectionFailure(error, this.#where)
    const latest = [...this.#held.keys()].at(-1)
    const where = latest === undefined ? '' : ` The latest lease was taken at ${lineOf(latest.place)}.`
    return new SessionError(
      'POOL_EXHAUSTED',
      `The pool's connections (pool.max is ${maxSize}) were all in use for ${Math.round(milliseconds)} ms, and none came back for ${lineOf(checkout.place)}.${where} Close sessions sooner, or raise pool.max or pool.acquire.`,
      {
        cause:
          latest === undefined
            ? error
            : stackOf(latest.place, 'The latest lease was taken here, and has not been released.'),
      },
    )
  }
}

/** In milliseconds; a server that takes longer to say `SELECT 1` is taken for lost. */
const pingTimeout = 5000

/** What sequelize-pool throws when `acquire` is over, and what `getConnection` makes of it. */
function isLate(error: unknown): boolean {
  return (
    error instanceof ConnectionAcquireTimeoutError ||
    (error instanceof Error && error.message === 'Operation timeout')
  )
}

function isOpen(client: Client): boolean {
  const { _invalid, _ending, _queryable } = client as ClientState
  return _invalid !== true && _ending !== true && _queryable !== false
}

function disposed(): SessionError {
  return new SessionError('SESSION_CLOSED', 'This engine was disposed. Make another with createEngine().')
}
