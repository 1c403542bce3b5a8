/** Engines without sessions: the connections that they lend, in every world under one name. */
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'

type Maybe<T> = T | Promise<T>

/** The part of a statement that tests give. */
export type Sent = { readonly before?: string; readonly after?: string; readonly prepare?: boolean }

/** A lease to a case that awaits everything. */
export type AnyLease = {
  send(
    text: string,
    values?: readonly (string | null)[],
    more?: Sent,
  ): Promise<{ readonly rows: readonly (readonly unknown[])[]; readonly count: number }>
  release(): void
}

/** An engine to such a case. */
export type AnyEngine = {
  lease(): Promise<AnyLease>
  on(event: 'statement', listener: async.StatementListener): unknown
  off(event: 'statement', listener: async.StatementListener): unknown
  dispose(): Maybe<void>
}

/** Ways to make an engine, by the world's name. */
export const leasing: Readonly<Record<string, (options: async.EngineOptions) => AnyEngine>> = {
  'blocking, native': (options) => blockingEngine({ ...options, driver: 'native' }),
  'blocking, worker': (options) => blockingEngine({ ...options, driver: 'worker' }),
  async: (options) => {
    const engine = async.createEngine(options)
    return part(engine, async () => await engine.checkout().open())
  },
}

function blockingEngine(options: blocking.EngineOptions): AnyEngine {
  const engine = blocking.createEngine(options)
  return part(engine, async () => engine.lease())
}

type RawLease = {
  ask(statement: {
    readonly text: string
    readonly values: readonly (string | null)[]
    readonly prepare: boolean
    readonly before?: string
    readonly after?: string
  }): Maybe<Awaited<ReturnType<AnyLease['send']>>>
  release(): void
}

function part(engine: Omit<AnyEngine, 'lease'>, open: () => Promise<RawLease>): AnyEngine {
  return {
    lease: async () => {
      const lease = await open()
      return {
        send: async (text, values = [], { prepare = false, ...more } = {}) =>
          await lease.ask({ text, values, prepare, ...more }),
        release: () => lease.release(),
      }
    },
    on: (event, listener) => engine.on(event, listener),
    off: (event, listener) => engine.off(event, listener),
    dispose: () => engine.dispose(),
  }
}

/** The process of the server that answers a lease. */
export async function processOf(lease: AnyLease): Promise<number> {
  const { rows } = await lease.send('select pg_backend_pid()')
  return Number(rows[0]?.[0])
}

/** An error whose other properties are looked at too. */
export type Failed = Error & { readonly parent?: Error; readonly [name: string]: unknown }

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failed> {
  const failed: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  return failed as Failed
}
