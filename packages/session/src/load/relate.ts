/**
 * Hands loaded children to their parent, and the parent to its children: both sides of a relation are in step. What was
 * set in memory and is not written yet stays.
 */
import type { Model } from 'sequelize'
import { recordOf, sessionOf } from '../core/record.ts'
import { expose, isRead, writeRelation } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf, keyOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, insideInstance } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Instance, RelationName, Target } from '../types.ts'
import { changesOf, unknownOf } from '../unit/collections.ts'

/** Sets what was read for one parent; a to-one relation takes the first child, or null. */
export function relate(relation: Relation, parent: Model, children: readonly Model[]): void {
  const { name, many } = relation
  const record = recordOf(parent)
  const { session } = record
  const isCalm = session !== undefined && session.related.size + session.touched.size === 0
  const [first = null] = children
  if ((isCalm && record.rare?.baselines === undefined) || !isPending(relation, parent, first)) {
    record.setRelation(name, many ? children : first)
    expose(record, name)
    record.rare?.baselines?.delete(name)
  }
  const inverse = relation.kind === 'BelongsTo' ? undefined : inverseOf(relation)
  if (inverse?.kind !== 'BelongsTo') return
  for (const child of children) {
    if (isCalm || !isReferring(child, inverse, parent)) writeRelation(child, inverse.name, parent)
  }
}

/** Notes the rows between a parent and its children. */
export function relateLinks(
  { name }: Relation,
  parent: Model,
  children: readonly Model[],
  links: readonly Model[],
): void {
  const notes = recordOf(parent).makeRare()
  notes.links ??= new Map()
  notes.links.set(name, new Map(children.map((child, index) => [child, links[index] as Model])))
}

/**
 * The row between two instances of a relation through a third table, where it was loaded with `through`.
 * @param model the third table's model, which says what the row is; without it the row is some model's
 * @example joinRow(order, 'products', pen, OrderProduct)?.quantity
 * @throws SessionError INVALID_OPTION where the row is of another model
 */
export function joinRow<P extends Instance, K extends NameIn<P>, T extends Model = Model>(
  parent: P,
  relation: K,
  child: Model & ChildIn<P, K>,
  model?: ModelClass<T>,
): T | undefined
export function joinRow(
  parent: Model,
  relation: string,
  child: Model,
  model?: ModelClass,
): Model | undefined {
  const row = recordOf(parent).rare?.links?.get(relation)?.get(child)
  if (row === undefined || model === undefined || row instanceof model) return row
  throw new SessionError(
    'INVALID_OPTION',
    `The row between a ${classOf(parent).name} and one of its ${relation} is of ${classOf(row).name}, not of ${model.name}.`,
  )
}

/** A model that declares no relations may have them all the same. */
type NameIn<P> = [RelationName<P>] extends [never] ? string : RelationName<P>

/** What tells one model's instances from another's, however much of them is loaded. */
type ChildIn<P, K> = K extends keyof P ? Pick<Target<P[K]>, '_attributes'> : unknown

function isPending(relation: Relation, instance: Model, found: Model | null): boolean {
  if (relation.kind === 'BelongsTo') return isReferring(instance, relation, found)
  const { name } = relation
  if (recordOf(instance).rare?.baselines?.has(name) !== true) return false
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
