/** What both async styles have in common: the repository's functions, over an engine that tells how long its connections were waited for. */
import { allUserOrders, getUserById, numberOfOrders, quantityOrdered } from '@retort/async-demo'
import { models } from '@retort/schema'
import type { Session } from '@retort/session/async'
import { Engine } from '@retort/session/async'
import type { Call, Repository } from '../calls.ts'
import { asked } from '../calls.ts'
import type { Served } from './style.ts'

const repository: Repository<Session, Promise<unknown>> = {
  getUserById: (session, { telegramId }) => getUserById(session, telegramId),
  allUserOrders: (session, { telegramId }) => allUserOrders(session, telegramId),
  numberOfOrders: (session) => numberOfOrders(session),
  quantityOrdered: (session, { least }) => quantityOrdered(session, least),
}

/** Does one call in a session. */
export async function served(session: Session, call: Call): Promise<Served> {
  const from = performance.now()
  const answer = await asked(repository, session, call)
  return { from, to: performance.now(), answer }
}

/** Does one call in a session of its own. */
export async function servedAlone(open: () => Session, call: Call): Promise<Served> {
  await using session = open()
  return await served(session, call)
}

type Checkout = ReturnType<Engine['checkout']>

/** The engine of the async world, watched where a session asks it for a connection: nothing else about it is changed. */
export class WatchedEngine extends Engine {
  #waits: number[] = []

  constructor(url: string, pool: number) {
    super({ url, models, pool: { max: pool }, applicationName: 'retort-compare' })
  }

  override checkout(): Checkout {
    const checkout = super.checkout()
    const open = checkout.open.bind(checkout)
    const openNow = checkout.openNow.bind(checkout)
    return Object.assign(checkout, {
      openNow: () => {
        const lease = openNow()
        if (lease !== undefined) this.#waits.push(0)
        return lease
      },
      open: async () => {
        const begun = performance.now()
        const lease = await open()
        this.#waits.push(performance.now() - begun)
        return lease
      },
    })
  }

  /** For how long each session since the last time waited, in milliseconds. */
  takeWaits(): readonly number[] {
    const waits = this.#waits
    this.#waits = []
    return waits
  }
}
