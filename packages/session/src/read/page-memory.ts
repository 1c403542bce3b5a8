/**
 * What a stream keeps of the pages that it has gone through. JavaScript's weak references cost memory of their own until a
 * full garbage collection, which a stream of millions of rows would pay for; so only the first objects of a stream are
 * remembered as those of any read are, and a long stream lets go of each page when it goes on to the next.
 */
import type { Model } from 'sequelize'
import { recordOf, sessionOf } from '../core/record.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'

/** So many objects of a stream stay the objects for their rows as long as somebody holds them. */
const remembered = 2_000

export class PageMemory {
  readonly #session: SessionState
  #page: readonly Model[] = []
  #count = 0

  constructor(session: SessionState) {
    this.#session = session
  }

  /** Reads a page, and holds what it brings until {@link letGo}. */
  *hold<T>(step: Step<T>): Step<T> {
    const { identities } = this.#session
    const others = identities.takeYoung()
    try {
      return yield* step
    } finally {
      this.#page = identities.takeYoung()
      identities.giveBack(others)
    }
  }

  /** Lets go of the page: objects that have something to write stay, and so do the first ones, for whoever holds them. */
  letGo(): void {
    const { identities } = this.#session
    const page = this.#page.filter((each) => sessionOf(each) === this.#session) // some may be another session's by now
    this.#page = []
    this.#count += page.length
    const isShort = this.#count <= remembered
    identities.giveBack(isShort ? page : page.filter((each) => isBusy(this.#session, each)))
    if (isShort) return
    for (const each of page) if (!isBusy(this.#session, each)) identities.forget(each)
    identities.renew()
  }
}

/** Whether a session has something to do with an instance, or to take back in it. */
function isBusy({ touched, deleted, related }: SessionState, instance: Model): boolean {
  if (touched.has(instance) || deleted.has(instance) || related.has(instance)) return true
  const { rare } = recordOf(instance)
  return rare?.baselines !== undefined || (rare?.snapshots?.size ?? 0) > 0
}
