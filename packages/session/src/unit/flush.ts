/** Writes what a session holds back: inserts in the order of the foreign keys, updates, deletes the other way round. */
import type { Model } from 'sequelize'
import { hasPending } from './pending.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { refuse } from '../core/transaction.ts'
import { cascade } from './cascade.ts'
import { collect } from './collect.ts'
import { doom } from './doom.ts'
import { deleteMarked } from './deletes.ts'
import { insertAdded } from './inserts.ts'
import { Links } from './links.ts'
import { updateTouched } from './updates.ts'

/** `andCommit`: the last statement may take COMMIT along, in the same round trip, where nothing remains to be done after it. */
export type FlushOptions = { readonly andCommit?: boolean }

/**
 * Sends every pending insert, update and delete; says whether the transaction was committed with them. Called while a
 * flush is going on, by a hook that reads, it does nothing.
 * @throws StaleDataError where a row to be changed or deleted is no longer there
 */
export function* flush(session: SessionState, { andCommit = false }: FlushOptions = {}): Step<boolean> {
  if (session.flushing || !hasPending(session)) return false
  refuse(session)
  session.flushing = true
  try {
    let isCommitted = false
    // Hooks may add and delete more.
    do isCommitted = yield* pass(session, andCommit)
    while (!isCommitted && session.added.size + session.deleted.size > 0)
    return isCommitted
  } finally {
    session.flushing = false
  }
}

/** {@link flush}, unless reads are not to write what is pending. */
export function* autoflush(session: SessionState): Step<void> {
  if (session.autoflush) yield* flush(session)
}

/** What a flush has nothing to do of is not even asked. */
function* pass(session: SessionState, andCommit: boolean): Step<boolean> {
  const { added, deleted, touched, related: isRelated } = session
  const links = new Links()
  cascade(session)
  // What is related while statements are on their way is for the next pass.
  const related = [...isRelated]
  if (session.collections.size > 0) yield* collect(session, links)
  const cleared = deleted.size > 0 ? yield* doom(session, links) : nobody
  const inserted = added.size > 0 ? new Set(added) : nobody
  const isAll = andCommit && links.isEmpty && deleted.size === 0
  if (!links.isEmpty) yield* links.remove(session)
  if (yield* insertAdded(session, inserted, isAll)) return true
  if (!links.isEmpty) yield* links.insert(session)
  if (touched.size + isRelated.size > 0) yield* updateTouched(session, { inserted, cleared })
  if (deleted.size > 0) yield* deleteMarked(session)
  for (const instance of related) isRelated.delete(instance)
  return false
}

const nobody: ReadonlySet<Model> = new Set()
