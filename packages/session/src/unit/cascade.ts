/** What is reachable from a session's instances through relations set in memory belongs to the session too. */
import type { Model } from 'sequelize'
import { changedParents } from './collections.ts'
import { add } from './membership.ts'
import { recordOf, sessionOf } from '../core/record.ts'
import { instancesIn } from './relation-keys.ts'
import type { SessionState } from '../core/state.ts'

/** Adds every new instance that an added or persistent one refers to, however far away. */
export function cascade(session: SessionState): void {
  const reached = new Set<Model>([...session.added, ...session.related, ...changedParents(session)])
  // A set that grows while it is walked through: what is added is walked through too.
  for (const instance of reached) {
    for (const neighbour of neighboursOf(instance)) {
      if (!neighbour.isNewRecord || reached.has(neighbour)) continue
      if (sessionOf(neighbour) === undefined) add(session, neighbour)
      reached.add(neighbour)
    }
  }
}

function neighboursOf(instance: Model): readonly Model[] {
  return [...recordOf(instance).relations()].flatMap(([, value]) => instancesIn(value))
}
