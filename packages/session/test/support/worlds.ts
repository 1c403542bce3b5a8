/** One suite for every world: each case is written once, with `await`, and run blocking through libpq, blocking through a thread, and async. */
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { StatementEvent } from '@retort/session/async'
import type { Model, ModelStatic } from 'sequelize'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'
import { models, tables } from './shop.ts'

type Maybe<T> = T | Promise<T>
type Template = TemplateStringsArray

/** What both sessions are to a case that awaits everything. */
export type AnySession = {
  add(instance: Model): void
  addAll(instances: Iterable<Model>): void
  delete(instance: Model): void
  flush(): Maybe<void>
  commit(): Maybe<void>
  rollback(): Maybe<void>
  close(): Maybe<void>
  readonly new: ReadonlySet<Model>
  readonly dirty: ReadonlySet<Model>
  readonly deleted: ReadonlySet<Model>
  contains(instance: Model): boolean
  isModified(instance: Model): boolean
  expire(instance: Model): void
  expireAll(): void
  expunge(instance: Model): void
  expungeAll(): void
  afterCommit(hook: () => unknown): void
  afterRollback(hook: () => unknown): void
  refresh(instance: Model, options?: object): Maybe<void>
  merge<M extends Model>(instance: M): Maybe<M>
  load<M extends Model>(instance: M, tree: object): Maybe<M>
  load<M extends Model>(instances: Iterable<M>, tree: object): Maybe<M[]>
  begin(options?: async.TransactionOptions): Maybe<void>
  transaction<T>(body: (session: AnySession) => T, options?: async.TransactionOptions): Maybe<Awaited<T>>
  savepoint<T>(body: (session: AnySession) => T): Maybe<Awaited<T>>
  noAutoflush<T>(body: (session: AnySession) => T): Maybe<Awaited<T>>
  get<M extends Model>(model: ModelStatic<M>, key: unknown, options?: object): Maybe<M | null>
  one<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M>
  oneOrNone<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M | null>
  exists(model: ModelStatic<Model>, options?: object): Maybe<boolean>
  scalars(model: ModelStatic<Model>, options: object): Maybe<unknown[]>
  /** An iterator in the blocking world, an async one in the other: `for await` takes both. */
  stream<M extends Model>(
    model: ModelStatic<M>,
    options?: object,
    page?: async.StreamOptions,
  ): Iterable<M> | AsyncIterable<M>
  copy(model: ModelStatic<Model>, rows: Iterable<object>): Maybe<number>
  findAll<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M[]>
  plan(model: ModelStatic<Model>, options?: object): async.LoadPlan
  explain(model: ModelStatic<Model>, options?: object, how?: async.ExplainOptions): Maybe<async.Explanation>
  findOne<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M | null>
  count(model: ModelStatic<Model>, options?: object): Maybe<number>
  execute(
    piece: async.Sql | Template,
    ...values: readonly unknown[]
  ): Maybe<readonly Record<string, unknown>[]>
  insert(model: ModelStatic<Model>, rows: Iterable<object>, options?: object): Maybe<unknown>
  update(model: ModelStatic<Model>, values: object, options: object): Maybe<unknown>
  destroy(model: ModelStatic<Model>, options: object): Maybe<unknown>
}

/** What a case is handed. */
export type Stage = {
  /** Opens another session; it is closed when the case is over. */
  open(options?: async.SessionOptions): AnySession
  /** Runs a unit in fresh sessions until it succeeds. */
  retrying(body: (session: AnySession) => unknown, options?: async.RetryOptions): Promise<unknown>
  /** Whether the world blocks: there, callbacks must not return promises. */
  readonly blocking: boolean
  /** What went out since the last call, with its parameters. */
  sent(): readonly string[]
  /** Reads a relation as the world does: by its property, or through `awaitable`. */
  related(instance: Model, name: string): Promise<unknown>
  /** The address of the world's database. */
  readonly url: string
}

/** Models to work on, and the SQL of their tables. */
export type Setting = { readonly models: readonly ModelStatic<Model>[]; readonly tables: string }

type Engine = {
  open(options?: async.SessionOptions): AnySession
  retrying(body: (session: AnySession) => unknown, options?: async.RetryOptions): unknown
  dispose(): Maybe<void>
  related(instance: Model, name: string): Promise<unknown>
}
type Options = {
  readonly url: string
  readonly models: readonly ModelStatic<Model>[]
  readonly echo: (event: StatementEvent) => void
}

/** The worlds, by name: how each makes an engine. */
export const worlds: Readonly<Record<string, (options: Options) => Engine>> = {
  'blocking, native': (options) => blockingEngine({ ...options, driver: 'native' }),
  'blocking, worker': (options) => blockingEngine({ ...options, driver: 'worker' }),
  async: asyncEngine,
}

/** Runs cases in every world, each on a database with empty tables: the shop's unless others are given. */
export function inEveryWorld(
  define: (stage: Stage, it: It) => void,
  { models, tables }: Setting = shop,
): void {
  describe.each(Object.keys(worlds))('%s', (world) => {
    const setting: { url: string; engine: Engine | undefined } = { url: '', engine: undefined }
    const sessions: AnySession[] = []
    const heard: StatementEvent[] = []
    beforeEach(async () => {
      const engine = setting.engine ?? (await start())
      const session = engine.open()
      await session.execute(emptied)
      await session.commit()
      heard.length = 0
      return async () => {
        for (const each of sessions.splice(0)) await each.close()
      }
    })
    afterAll(() => setting.engine?.dispose())

    async function start(): Promise<Engine> {
      const { url } = await emptyDatabase()
      setting.url = url
      setting.engine = worlds[world]?.({ url, models, echo: (event) => void heard.push(event) })
      const session = engineOf().open()
      await session.execute(async.sql.raw(tables))
      await session.commit()
      await session.close()
      return engineOf()
    }

    function engineOf(): Engine {
      if (setting.engine === undefined) throw new Error(`No engine of the world "${world}".`)
      return setting.engine
    }

    const stage: Stage = {
      blocking: world !== 'async',
      open: (options) => {
        const session = engineOf().open(options)
        sessions.push(session)
        return session
      },
      retrying: async (body, options) => engineOf().retrying(body, options),
      sent: () => heard.splice(0).map(shown),
      related: (instance, name) => engineOf().related(instance, name),
      get url() {
        return setting.url
      },
    }
    define(stage, (title, body) => test(title, () => body(stage)))
  })
}

/** Defines one case. */
export type It = (title: string, body: (stage: Stage) => Promise<void>) => void

/** Compares what went out with a golden file that all worlds share. */
export async function expectGolden(statements: readonly string[], name: string): Promise<void> {
  await expect(`${statements.join('\n')}\n`).toMatchFileSnapshot(`./golden/${name}.sql`)
}

const shop: Setting = { models, tables }

/** Empties every table that somebody made. */
const emptied = async.sql.raw(`do $$ begin
  execute (select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' restart identity cascade'
    from pg_tables where schemaname not in ('pg_catalog', 'information_schema'));
end $$`)

function shown({ sql, parameters }: StatementEvent): string {
  return parameters.length === 0 ? sql : `${sql} -- ${JSON.stringify(parameters)}`
}

function blockingEngine(options: Options & { readonly driver: 'native' | 'worker' }): Engine {
  const engine = blocking.createEngine(options)
  const Session = (given?: async.SessionOptions) => blocking.sessionmaker(engine, given)
  return {
    open: (given) => Session(given)() as unknown as AnySession,
    retrying: (body, given) => Session().retrying((session) => body(session as unknown as AnySession), given),
    dispose: () => engine.dispose(),
    related: async (instance, name) => (instance as unknown as Record<string, unknown>)[name],
  }
}

function asyncEngine(options: Options): Engine {
  const engine = async.createEngine(options)
  const Session = (given?: async.SessionOptions) => async.sessionmaker(engine, given)
  return {
    open: (given) => Session(given)() as unknown as AnySession,
    retrying: (body, given) => Session().retrying((session) => body(session as unknown as AnySession), given),
    dispose: () => engine.dispose(),
    related: (instance, name) =>
      (instance as unknown as { readonly awaitable: Record<string, Promise<unknown>> }).awaitable[name] ??
      Promise.resolve(),
  }
}
