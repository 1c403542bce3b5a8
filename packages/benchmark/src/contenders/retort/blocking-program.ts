/** Our sessions in the blocking world, over either of its drivers. */
import { models } from '@retort/schema'
import type { Engine } from '@retort/session/sync'
import { createEngine, SessionError, sessionmaker } from '@retort/session/sync'
import type { Opened, Program } from '../../contender/program.ts'
import { Unavailable } from '../../contender/program.ts'
import type { InSession } from './blocking-reads.ts'
import { blockingReads } from './blocking-reads.ts'
import { blockingWrites } from './blocking-writes.ts'
import { version } from './version.ts'

type Driver = 'native' | 'worker'

export function blockingProgram(driver: Driver): Program {
  return { version, open: async (url) => open(engineOf(url, driver)) }
}

function open(engine: Engine): Opened {
  const openSession = sessionmaker(engine)
  const inSession: InSession = (body) => {
    using session = openSession()
    return body(session)
  }
  inSession((session) => session.execute`select`)
  const close = async () => engine.dispose()
  return { ways: { ...blockingReads(inSession), ...blockingWrites(inSession) }, close }
}

function engineOf(url: string, driver: Driver): Engine {
  try {
    return createEngine({ url, models, driver })
  } catch (error) {
    if (error instanceof SessionError && error.code === 'NO_NATIVE_DRIVER')
      throw new Unavailable(error.message)
    throw error
  }
}
