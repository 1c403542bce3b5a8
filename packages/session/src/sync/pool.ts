/** The connections that blocking sessions use in turn. Nobody can wait for one: while code blocks, nobody gives one back. */
import type { Place } from '../core/place.ts'
import { here, lineOf, nowhere, stackOf } from '../core/place.ts'
import type { BlockingConnection } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { PoolOptions } from '../options.ts'

/** A connection that is lent, with where it was. */
type Lent = { readonly connection: BlockingConnection; readonly place: Place }

/** Connections of one engine. Times are those of `performance.now()`. */
export class BlockingPool {
  readonly #connect: () => BlockingConnection
  readonly #options: Required<Pick<PoolOptions, 'max' | 'min' | 'idle'>> & PoolOptions
  /** The one used last is at the end, with when that was. */
  readonly #idle: { readonly connection: BlockingConnection; readonly since: number }[] = []
  /** A short list: V8 makes a map's table anew each time that its only entry goes. */
  readonly #lent: Lent[] = []
  readonly #born = new WeakMap<BlockingConnection, number>()
  #sweeper: NodeJS.Timeout | undefined

  constructor(connect: () => BlockingConnection, options: PoolOptions = {}) {
    this.#connect = connect
    const { max = 10, min = 0, idle = 10_000 } = options
    this.#options = { ...options, max, min, idle }
  }

  /**
   * Lends an idle connection, or makes one.
   * @throws SessionError POOL_EXHAUSTED where `max` are lent, and whatever connecting throws
   */
  take(): BlockingConnection {
    // A stack costs a good part of a point read, and is asked for only where connections run out.
    const isCrowded = this.#lent.length + 1 >= this.#options.max / 2
    const place = isCrowded ? here(20) : nowhere
    const connection = this.#fit(performance.now()) ?? this.#make(place)
    this.#lent.push({ connection, place })
    return connection
  }

  /** Takes one back; one that was lost is closed instead. What was not lent, or closed since, is left alone. */
  give(connection: BlockingConnection): void {
    const at = this.#lent.findIndex((lent) => lent.connection === connection)
    if (at === -1) return
    this.#lent.splice(at, 1)
    if (!connection.usable) return connection.close()
    this.#idle.push({ connection, since: performance.now() })
    this.#sweepLater()
  }

  /** Closes every connection, those that are lent too. */
  close(): void {
    clearTimeout(this.#sweeper)
    this.#sweeper = undefined
    const idle = this.#idle.splice(0)
    for (const { connection } of [...idle, ...this.#lent.splice(0)]) connection.close()
  }

  #fit(now: number): BlockingConnection | undefined {
    this.#sweep(now)
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (this.#isFit(idle.connection, now)) return idle.connection
      idle.connection.close()
    }
    return undefined
  }

  #isFit(connection: BlockingConnection, now: number): boolean {
    const { recycle, prePing = false } = this.#options
    if (!connection.usable) return false
    if (recycle !== undefined && now - (this.#born.get(connection) ?? 0) >= recycle) return false
    return !prePing || answers(connection)
  }

  #make(place: Place): BlockingConnection {
    if (this.#lent.length >= this.#options.max) throw this.#exhausted(place)
    const connection = this.#connect()
    this.#born.set(connection, performance.now())
    return connection
  }

  #exhausted(place: Place): SessionError {
    const latest = this.#lent.at(-1) ?? { place }
    const { max } = this.#options
    return new SessionError(
      'POOL_EXHAUSTED',
      `The pool's connections (pool.max is ${max}) are all in use, and blocking code cannot wait for one. The latest lease was taken at ${lineOf(latest.place)}, this one at ${lineOf(place)}. Close a session before you open another, or raise pool.max.`,
      { cause: stackOf(latest.place, 'The latest lease was taken here, and has not been released.') },
    )
  }

  /** Closes what has been idle for too long; `min` stay. */
  #sweep(now: number): void {
    const { idle, min } = this.#options
    const before = now - idle
    while (this.#idle.length + this.#lent.length > min) {
      const [oldest] = this.#idle
      if (oldest === undefined || oldest.since > before) return
      this.#idle.shift()
      oldest.connection.close()
    }
  }

  /** For a process that goes on doing something else; it never keeps one alive. */
  #sweepLater(): void {
    this.#sweeper ??= setTimeout(() => {
      this.#sweeper = undefined
      this.#sweep(performance.now())
      if (this.#idle.length > this.#options.min) this.#sweepLater()
    }, this.#options.idle).unref()
  }
}

function answers(connection: BlockingConnection): boolean {
  try {
    connection.run({ text: 'SELECT 1', values: [], prepare: false })
    return true
  } catch {
    return false
  }
}
