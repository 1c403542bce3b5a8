/**
 * Hands loaded children to their parent, and the parent to its children: both sides of a relation are in step. What was
 * set in memory and is not written yet stays.
 */
import type { Model } from 'sequelize'
import { expose, isRead, recordOf, sessionOf, writeRelation } from '../core/record.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf, keyOf } from '../core/relation.ts'
import { insideInstance } from '../core/sequelize.ts'
import { changesOf, unknownOf } from '../unit/collections.ts'

/** Sets what was read for one parent; a to-one relation takes the first child, or null. */
export function relate(relation: Relation, parent: Model, children: readonly Model[]): void {
  const [first = null] = children
  if (!isPending(relation, parent, first)) {
    writeRelation(parent, relation.name, relation.many ? children : first)
    expose(parent, relation.name)
    recordOf(parent).baselines?.delete(relation.name)
  }
  const inverse = inverseOf(relation)
  if (inverse?.kind !== 'BelongsTo') return
  for (const child of children) {
    if (!isReferring(child, inverse, parent)) writeRelation(child, inverse.name, parent)
  }
}

function isPending(relation: Relation, instance: Model, found: Model | null): boolean {
  if (relation.kind === 'BelongsTo') return isReferring(instance, relation, found)
  const { name } = relation
  if (recordOf(instance).baselines?.has(name) !== true) return false
  const changed = [...changesOf(instance).map((change) => change.relation), ...unknownOf(instance)]
  return changed.some((each) => each.name === name)
}

/** Whether an instance refers to another parent than its row does, by a relation or a key that was set. */
function isReferring(child: Model, relation: Relation, parent: Model | null): boolean {
  const session = sessionOf(child)
  if (session === undefined || session.related.size + session.touched.size === 0) return false
  if (session.related.has(child) && isRead(child, relation.name)) return true
  if (!insideInstance(child)._changed.has(relation.key)) return false
  return (
    parent === null ||
    String(keyOf(relation, child)) !== String(insideInstance(parent).dataValues[relation.targetKey])
  )
}
