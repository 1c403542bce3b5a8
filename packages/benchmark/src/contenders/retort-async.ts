/** Our sessions in the async world, over the engine's pool. */
import { models } from '@retort/schema'
import { createEngine, sessionmaker } from '@retort/session/async'
import type { Opened, Program } from '../contender/program.ts'
import { asyncReads } from './retort/async-reads.ts'
import type { InSession } from './retort/async-reads.ts'
import { asyncWrites } from './retort/async-writes.ts'
import { version } from './retort/version.ts'

export const program: Program = { version, open }

async function open(url: string): Promise<Opened> {
  const engine = createEngine({ url, models, pool: { max: 10 } })
  const openSession = sessionmaker(engine)
  const inSession: InSession = async (body) => {
    await using session = openSession()
    return await body(session)
  }
  await inSession((session) => session.execute`select`)
  return { ways: { ...asyncReads(inSession), ...asyncWrites(inSession) }, close: () => engine.dispose() }
}
