/** Hands loaded children to their parent, and the parent to its children: both sides of a relation are in step. */
import type { Model } from 'sequelize'
import { expose, writeRelation } from '../core/attachment.ts'
import { settleRelations } from '../core/cascade.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf } from '../core/relation.ts'

/** Sets what was read for one parent; a to-one relation takes the first child, or null. */
export function relate(relation: Relation, parent: Model, children: readonly Model[]): void {
  const value = relation.many ? children : (children[0] ?? null)
  writeRelation(parent, relation.name, value)
  expose(parent, relation.name)
  settleRelations(parent)
  const inverse = inverseOf(relation)
  if (inverse?.kind !== 'BelongsTo') return
  for (const child of children) writeRelation(child, inverse.name, parent)
}
