/** The connections that contenders share: each keeps one, open before anything is timed. */
import pg from 'pg'
import { models, User } from '@retort/schema'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { NativeClient } from './native-client.ts'
import { openNativeClient } from './native-client.ts'

/** Stock `pg`, pg-native where it loads, and makers of sessions. */
export type Connections = {
  readonly client: pg.Client
  readonly native: NativeClient | undefined
  readonly openAsync: () => async.Session
  readonly openBlocking: () => blocking.Session
  close(): Promise<void>
}

/** Connects everybody. The models' own methods are Sequelize's, over the pool of the engine that was made last. */
export async function connect(url: string): Promise<Connections> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const native = openNativeClient(url)
  const asyncEngine = async.createEngine({ url, models })
  const blockingEngine = blocking.createEngine({ url, models })
  const close = async () => {
    native?.end()
    blockingEngine.dispose()
    await Promise.all([User.sequelize?.close(), asyncEngine.dispose(), client.end()])
  }
  return {
    client,
    native,
    openAsync: async.sessionmaker(asyncEngine),
    openBlocking: blocking.sessionmaker(blockingEngine),
    close,
  }
}
