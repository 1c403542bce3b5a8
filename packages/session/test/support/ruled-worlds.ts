/** Every world with the models that have rules, and what their cases need: hooks for a while, failures as values. */
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { StatementEvent } from '@retort/session/async'
import { Sequelize } from 'sequelize-typescript'
import { afterAll, beforeEach, describe, onTestFinished, test } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'
import { models, tables } from './rules.ts'
import type { AnySession } from './worlds.ts'

/** What a case is handed. */
export type Stage = {
  /** Opens another session; it is closed when the case is over. */
  open(): AnySession
  /** The first words of what went out since the last call. */
  sent(): readonly string[]
  readonly isBlocking: boolean
  readonly sequelize: Sequelize
  readonly url: string
}

type Engine = {
  readonly sequelize: Sequelize
  open(): AnySession
  dispose(): void | Promise<void>
}
type Options = { readonly url: string; readonly echo: (event: StatementEvent) => void }

const worlds: Readonly<Record<string, (options: Options) => Engine>> = {
  'blocking, native': (options) => blockingEngine({ ...options, driver: 'native' }),
  'blocking, worker': (options) => blockingEngine({ ...options, driver: 'worker' }),
  async: asyncEngine,
}

/** Runs cases in every world, each on empty tables. */
export function inEveryWorld(define: (stage: Stage, it: It) => void): void {
  describe.each(Object.keys(worlds))('%s', (world) => {
    const heard: StatementEvent[] = []
    const setting: { engine: Engine | undefined; url: string } = { engine: undefined, url: '' }
    const engine = () => {
      if (setting.engine === undefined) throw new Error(`No engine of the world "${world}".`)
      return setting.engine
    }
    const send = async (text: string) => {
      const session = engine().open()
      await session.execute(async.sql.raw(text))
      await session.commit()
      await session.close()
    }
    beforeEach(async () => {
      if (setting.engine === undefined) {
        setting.url = (await emptyDatabase()).url
        setting.engine = worlds[world]?.({ url: setting.url, echo: (event) => void heard.push(event) })
        await send(tables)
      }
      await send('truncate authors, books, drafts, badges, accounts, visitors restart identity')
      heard.length = 0
    })
    afterAll(() => setting.engine?.dispose())
    const stage: Stage = {
      open: () => {
        const session = engine().open()
        onTestFinished(() => session.close())
        return session
      },
      sent: () =>
        heard.splice(0).map(({ sql }) => /^\w+( INTO "\w+"| "\w+"| FROM "\w+")?/.exec(sql)?.[0] ?? sql),
      isBlocking: world !== 'async',
      get sequelize() {
        return engine().sequelize
      },
      get url() {
        return setting.url
      },
    }
    define(stage, (title, body) => test(title, () => body(stage)))
  })
}

/** Defines one case. */
export type It = (title: string, body: (stage: Stage) => Promise<void>) => void

type Hooked = {
  addHook(type: never, name: string, fn: never): unknown
  removeHook(type: never, name: string): unknown
}

/** Adds a hook to a model or to a Sequelize instance until the case is over, or until what it gives is called. */
export function hook(target: unknown, type: string, fn: (...args: never[]) => unknown): () => void {
  const hooked = target as Hooked
  const name = `case ${(hooks += 1)}`
  hooked.addHook(type as never, name, fn as never)
  const remove = () => void hooked.removeHook(type as never, name)
  onTestFinished(remove)
  return remove
}

let hooks = 0

/** What something throws or rejects with. */
export async function failure(run: () => unknown): Promise<Error> {
  try {
    await run()
  } catch (error) {
    return error as Error
  }
  throw new Error('It did not fail.')
}

/** Goes on with a value or, in the async world, with what a promise resolves to. */
export function andThen<T>(value: T | Promise<T>, next: (value: T) => void): void | Promise<void> {
  return value instanceof Promise ? value.then(next) : next(value)
}

function blockingEngine({ url, ...options }: Options & { readonly driver: 'native' | 'worker' }): Engine {
  const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, models })
  const engine = blocking.createEngine({ ...options, sequelize })
  const Session = blocking.sessionmaker(engine)
  return {
    sequelize,
    open: () => Session() as unknown as AnySession,
    dispose: () => engine.dispose(),
  }
}

function asyncEngine({ url, ...options }: Options): Engine {
  const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, models })
  const engine = async.createEngine({ ...options, sequelize })
  const Session = async.sessionmaker(engine)
  return {
    sequelize,
    open: () => Session() as unknown as AnySession,
    dispose: async () => {
      await engine.dispose()
      await sequelize.close()
    },
  }
}
