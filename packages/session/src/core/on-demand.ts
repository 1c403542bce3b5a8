/** What reading a relation does that nobody has loaded. */
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import type { DemandStrategy, Loading } from './loading.ts'
import { isEager } from './loading.ts'
import { recordOf, sessionOf } from './record.ts'
import type { Relation } from './relation.ts'
import type { SessionState } from './state.ts'

/**
 * Refuses to read a relation where its read, its association, its session or its engine says so.
 * @throws SessionError RELATION_NOT_LOADED
 */
export function refuseUnloaded(instance: Model, relation: Relation): void {
  const session = sessionOf(instance)
  if (session === undefined || instance.isNewRecord || demandOf(session, instance, relation) === 'lazy')
    return
  const { source, name } = relation
  throw new SessionError(
    'RELATION_NOT_LOADED',
    `${source.name}.${name} was not loaded, and is not to be read on demand. Load it with the read that gave this ${source.name}, load: { ${name}: true }, or with session.load().`,
  )
}

/** The session's word for what a read does not say of relations, then the engine's. */
export function loadingOf({ options, core }: SessionState): readonly (Loading | undefined)[] {
  return [options.loading, core.loading]
}

function demandOf(session: SessionState, instance: Model, { name, loading }: Relation): DemandStrategy {
  const words = [recordOf(instance).rare?.onDemand?.get(name), loading, ...loadingOf(session)]
  return words.find((word): word is DemandStrategy => word !== undefined && !isEager(word)) ?? 'lazy'
}
