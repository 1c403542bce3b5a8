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
  get<M extends Model>(model: ModelStatic<M>, key: unknown, options?: object): Maybe<M | null>
  findAll<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M[]>
  findOne<M extends Model>(model: ModelStatic<M>, options?: object): Maybe<M | null>
  count(model: ModelStatic<Model>, options?: object): Maybe<number>
  execute(
    piece: async.Sql | Template,
    ...values: readonly unknown[]
  ): Maybe<readonly Record<string, unknown>[]>
  insert(model: ModelStatic<Model>, rows: readonly object[], options?: object): Maybe<unknown>
  update(model: ModelStatic<Model>, values: object, options: object): Maybe<number>
  destroy(model: ModelStatic<Model>, options: object): Maybe<number>
}

/** What a case is handed. */
export type Stage = {
  /** Opens another session; it is closed when the case is over. */
  open(): AnySession
  /** What went out since the last call, with its parameters. */
  sent(): readonly string[]
  /** Reads a relation as the world does: by its property, or through `awaitable`. */
  related(instance: Model, name: string): Promise<unknown>
  /** The address of the world's database. */
  readonly url: string
}

type Engine = {
  open(): AnySession
  dispose(): Maybe<void>
  related(instance: Model, name: string): Promise<unknown>
}
type Options = { readonly url: string; readonly echo: (event: StatementEvent) => void }

/** The worlds, by name: how each makes an engine. */
export const worlds: Readonly<Record<string, (options: Options) => Engine>> = {
  'blocking, native': (options) => blockingEngine({ ...options, driver: 'native' }),
  'blocking, worker': (options) => blockingEngine({ ...options, driver: 'worker' }),
  async: asyncEngine,
}

/** Runs cases in every world, each on a database with the shop's empty tables. */
export function inEveryWorld(define: (stage: Stage, it: It) => void): void {
  describe.each(Object.keys(worlds))('%s', (world) => {
    const setting: { url: string; engine: Engine | undefined } = { url: '', engine: undefined }
    const sessions: AnySession[] = []
    const heard: StatementEvent[] = []
    beforeEach(async () => {
      const engine = setting.engine ?? (await start())
      const session = engine.open()
      await session.execute(async.sql.raw(`truncate ${names.join(', ')} restart identity cascade`))
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
      setting.engine = worlds[world]?.({ url, echo: (event) => void heard.push(event) })
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
      open: () => {
        const session = engineOf().open()
        sessions.push(session)
        return session
      },
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

const names = ['users', 'profiles', '"order"', '"Product List"', 'lines']

function shown({ sql, parameters }: StatementEvent): string {
  return parameters.length === 0 ? sql : `${sql} -- ${JSON.stringify(parameters)}`
}

function blockingEngine(options: Options & { readonly driver: 'native' | 'worker' }): Engine {
  const engine = blocking.createEngine({ ...options, models })
  const Session = blocking.sessionmaker(engine)
  return {
    open: () => Session() as unknown as AnySession,
    dispose: () => engine.dispose(),
    related: async (instance, name) => (instance as unknown as Record<string, unknown>)[name],
  }
}

function asyncEngine(options: Options): Engine {
  const engine = async.createEngine({ ...options, models })
  const Session = async.sessionmaker(engine)
  return {
    open: () => Session() as unknown as AnySession,
    dispose: () => engine.dispose(),
    related: (instance, name) =>
      (instance as unknown as { readonly awaitable: Record<string, Promise<unknown>> }).awaitable[name] ??
      Promise.resolve(),
  }
}
