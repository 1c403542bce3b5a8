/** Engines with options of a case's own, in every world, on a database of the file's own. */
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { Model, ModelStatic } from 'sequelize'
import { beforeAll, describe, onTestFinished, test } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'
import type { AnySession } from './worlds.ts'

type Options = Pick<async.EngineOptions, 'pool' | 'loading' | 'echo'>

/** An engine of any world. */
export type AnyEngine = { open(options?: async.SessionOptions): AnySession; dispose(): unknown }

/** What a case is handed. */
export type Yard = {
  readonly blocking: boolean
  /** Makes an engine; it is disposed of when the case is over. */
  engine(options?: Options): AnyEngine
  readonly url: string
}

const worlds: Readonly<
  Record<string, (options: Options & { url: string; models: ModelStatic<Model>[] }) => AnyEngine>
> = {
  'blocking, native': (options) => made(blocking.createEngine({ ...options, driver: 'native' })),
  'blocking, worker': (options) => made(blocking.createEngine({ ...options, driver: 'worker' })),
  async: (options) => {
    const engine = async.createEngine(options)
    const open = (given?: async.SessionOptions) =>
      async.sessionmaker(engine, given)() as unknown as AnySession
    return { open, dispose: () => engine.dispose() }
  },
}

function made(engine: blocking.Engine): AnyEngine {
  const open = (given?: async.SessionOptions) =>
    blocking.sessionmaker(engine, given)() as unknown as AnySession
  return { open, dispose: () => engine.dispose() }
}

/** Runs cases in every world, each of which makes engines of its own. */
export function withEngines(
  { models, tables }: { readonly models: readonly ModelStatic<Model>[]; readonly tables: string },
  define: (it: (title: string, body: (yard: Yard) => Promise<void>) => void) => void,
): void {
  describe.each(Object.keys(worlds))('%s', (world) => {
    const place = { url: '' }
    beforeAll(async () => {
      place.url = (await emptyDatabase()).url
      const engine = async.createEngine({ url: place.url, models })
      const session = async.sessionmaker(engine)()
      await session.execute(async.sql.raw(tables))
      await session.commit()
      await engine.dispose()
    })
    const yard: Yard = {
      blocking: world !== 'async',
      get url() {
        return place.url
      },
      engine: (options = {}) => {
        const engine = worlds[world]?.({ ...options, url: place.url, models: [...models] })
        if (engine === undefined) throw new Error(`There is no world "${world}".`)
        onTestFinished(async () => void (await engine.dispose()))
        return engine
      },
    }
    define((title, body) => test(title, () => body(yard)))
  })
}
