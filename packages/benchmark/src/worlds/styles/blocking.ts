/** The blocking style: a call returns when its answer is there. Whoever comes meanwhile waits for the thread itself. */
import { models } from '@retort/schema'
import type { Session } from '@retort/session/sync'
import { createEngine, sessionmaker } from '@retort/session/sync'
import { allUserOrders, getUserById, numberOfOrders, quantityOrdered } from '@retort/sync-demo'
import type { Call, Repository } from '../calls.ts'
import { asked } from '../calls.ts'
import type { OpenStyle, Served } from './style.ts'

const repository: Repository<Session, unknown> = {
  getUserById: (session, { telegramId }) => getUserById(session, telegramId),
  allUserOrders: (session, { telegramId }) => allUserOrders(session, telegramId),
  numberOfOrders: (session) => numberOfOrders(session),
  quantityOrdered: (session, { least }) => quantityOrdered(session, least),
}

/** A process that blocks has use for one connection only. */
export function open(url: string): OpenStyle {
  const engine = createEngine({ url, models, applicationName: 'retort-compare' })
  const Session = sessionmaker(engine)
  const alone = (call: Call) => {
    using session = Session()
    return served(session, call)
  }
  return {
    driver: engine.driver,
    serve: (calls) => calls.map(alone),
    script(calls) {
      using session = Session()
      return calls.map((call) => served(session, call))
    },
    takeWaits: () => [],
    close: () => engine.dispose(),
  }
}

function served(session: Session, call: Call): Served {
  const from = performance.now()
  const answer = asked(repository, session, call)
  return { from, to: performance.now(), answer }
}
