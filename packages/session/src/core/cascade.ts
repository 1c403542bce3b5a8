/** What is reachable from a session's instances through relations set in memory belongs to the session too. */
import type { Model } from 'sequelize'
import { relationCount, sessionOf } from './attachment.ts'
import { add } from './membership.ts'
import { childrenOf, passKeys } from './relation-keys.ts'
import { relationsOf } from './relation.ts'
import { classOf } from './sequelize.ts'
import type { SessionState } from './state.ts'

/** Adds every new instance that an added or persistent one refers to, however far away. */
export function cascade(session: SessionState): void {
  const reached = new Set<Model>(session.added)
  for (const [instance, counted] of session.related) {
    if (counted !== relationCount(instance)) reached.add(instance)
  }
  for (const instance of reached) {
    for (const neighbour of neighboursOf(instance)) {
      if (!neighbour.isNewRecord || reached.has(neighbour)) continue
      if (sessionOf(neighbour) === undefined) add(session, neighbour)
      reached.add(neighbour)
    }
    if (!instance.isNewRecord) passKeys(instance)
    session.related.set(instance, relationCount(instance))
  }
}

/** Remembers that what an instance holds was read, and is nothing new. */
export function settleRelations(instance: Model): void {
  sessionOf(instance)?.related.set(instance, relationCount(instance))
}

function neighboursOf(instance: Model): readonly Model[] {
  return [...relationsOf(classOf(instance)).values()].flatMap((relation) => childrenOf(instance, relation))
}
