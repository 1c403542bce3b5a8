/** What is reachable from a session's instances through relations set in memory belongs to the session too. */
import type { Model } from 'sequelize'
import { sessionOf } from './attachment.ts'
import { add } from './membership.ts'
import { childrenOf, passKeys } from './relation-keys.ts'
import { relationsOf } from './relation.ts'
import { classOf } from './sequelize.ts'
import type { SessionState } from './state.ts'

/** Adds every new instance that an added or persistent one refers to, however far away. */
export function cascade(session: SessionState): void {
  const reached = new Set<Model>([...session.added, ...session.identities.all()])
  for (const instance of reached) {
    for (const neighbour of neighboursOf(instance)) {
      if (reached.has(neighbour) || !neighbour.isNewRecord) continue
      if (sessionOf(neighbour) === undefined) add(session, neighbour)
      reached.add(neighbour)
    }
    if (!instance.isNewRecord) passKeys(instance)
  }
}

function neighboursOf(instance: Model): readonly Model[] {
  return [...relationsOf(classOf(instance)).values()].flatMap((relation) => childrenOf(instance, relation))
}
