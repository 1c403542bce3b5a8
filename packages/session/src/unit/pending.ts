/** What a session has yet to write, as its user asks for it. */
import type { Model } from 'sequelize'
import { sessionOf } from '../core/record.ts'
import { classOf, hasColumn } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import { changedAttributes } from '../core/changes.ts'
import { changedParents, hasChanged } from './collections.ts'

/** Whether a flush has anything to look at. */
export function hasPending(session: SessionState): boolean {
  const { added, deleted, touched, related } = session
  return added.size + deleted.size + touched.size + related.size > 0 || changedParents(session).length > 0
}

/** Whether an instance differs from its row, in an attribute or in a collection. */
export function isModified(instance: Model): boolean {
  return changedColumns(instance).length > 0 || hasChanged(instance)
}

/** The stored instances that differ from their rows, and are not to be deleted. */
export function dirty(session: SessionState): ReadonlySet<Model> {
  const candidates = new Set([...session.touched, ...changedParents(session)])
  const isDirty = (instance: Model) =>
    !instance.isNewRecord &&
    sessionOf(instance) === session &&
    !session.deleted.has(instance) &&
    isModified(instance)
  return new Set([...candidates].filter(isDirty))
}

/** Attributes that changed and have a column. */
export function changedColumns(instance: Model): readonly string[] {
  const model = classOf(instance)
  return changedAttributes(instance).filter((name) => hasColumn(model, name))
}
