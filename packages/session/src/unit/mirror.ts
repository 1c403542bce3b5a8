/** Keeps memory in step with what a write means: both sides of a relation, and what ON DELETE does to children. */
import type { Model } from 'sequelize'
import { handOut, replacing } from './collections.ts'
import { sessionOf } from '../core/record.ts'
import { isRead, relationValue, writeRelation } from '../core/relation-values.ts'
import { childrenOf, holderOf, setKey } from './relation-keys.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf } from '../core/relation.ts'
import { insideInstance } from '../core/sequelize.ts'

/** Sets a relation: the foreign key and the other side follow at once (SQLAlchemy's `back_populates`). */
export function setRelation(instance: Model, relation: Relation, value: unknown): void {
  noticeChange(instance)
  if (relation.kind === 'BelongsTo') setParent(instance, relation, value as Model | null | undefined)
  else if (relation.many) setChildren(instance, relation, value)
  else setChild(instance, relation, value as Model | null | undefined)
}

/** Lets a child go from the collection or property by which its parent holds it. */
function leave(child: Model, relation: Relation): void {
  const parent = holderOf(sessionOf(child), child, relation)
  const inverse = inverseOf(relation)
  if (inverse === undefined || parent === undefined) return
  if (!isRead(parent, inverse.name)) return
  if (!inverse.many) {
    if (relationValue(parent, inverse.name) === child) hold(parent, inverse, null)
    return
  }
  const children = arrayOf(parent, inverse)
  const index = children.indexOf(child)
  if (index === -1) return
  handOut(parent, inverse)
  children.splice(index, 1)
}

/** Takes a child in where its parent holds its children. */
function join(parent: Model, inverse: Relation, child: Model): void {
  if (!isRead(parent, inverse.name) && !parent.isNewRecord) return
  if (!inverse.many) {
    hold(parent, inverse, child)
    return
  }
  if (!isRead(parent, inverse.name)) writeRelation(parent, inverse.name, [])
  const children = arrayOf(parent, inverse)
  if (children.includes(child)) return
  handOut(parent, inverse)
  children.push(child)
}

/** Sets the one child that a parent holds; what it held before is remembered. */
function hold(parent: Model, relation: Relation, child: Model | null): void {
  replacing(parent, relation)
  writeRelation(parent, relation.name, child)
}

/** The next flush looks at what this instance refers to. */
function noticeChange(instance: Model): void {
  const session = sessionOf(instance)
  if (session === undefined || instance.isNewRecord) return
  session.remember(instance)
  session.related.add(instance)
}

function setParent(child: Model, relation: Relation, parent: Model | null | undefined): void {
  leave(child, relation)
  writeRelation(child, relation.name, parent ?? null)
  setKey(child, relation.key, parent === null || parent === undefined ? null : keyOfParent(parent, relation))
  const inverse = inverseOf(relation)
  if (inverse !== undefined && parent !== null && parent !== undefined) join(parent, inverse, child)
}

/** A child that is replaced is without a parent; one that comes leaves the parent it had. */
function setChild(parent: Model, relation: Relation, child: Model | null | undefined): void {
  const before = relationValue(parent, relation.name) as Model | null | undefined
  const inverse = inverseOf(relation)
  replacing(parent, relation)
  if (inverse !== undefined && before !== null && before !== undefined && before !== child) {
    noticeChange(before)
    writeRelation(before, inverse.name, null)
  }
  if (child !== null && child !== undefined) adoptChild(parent, relation, inverse, child)
  writeRelation(parent, relation.name, child ?? null)
}

function setChildren(parent: Model, relation: Relation, value: unknown): void {
  replacing(parent, relation)
  writeRelation(parent, relation.name, value)
  if (relation.through !== undefined) return
  const inverse = inverseOf(relation)
  for (const child of childrenOf(parent, relation)) adoptChild(parent, relation, inverse, child)
}

function adoptChild(parent: Model, relation: Relation, inverse: Relation | undefined, child: Model): void {
  noticeChange(child)
  if (inverse !== undefined && relationValue(child, inverse.name) !== parent) {
    if (holderOf(sessionOf(child), child, inverse) !== parent) leave(child, inverse)
    writeRelation(child, inverse.name, parent)
  }
  const key = insideInstance(parent).dataValues[relation.key]
  if (key !== undefined && key !== null) setKey(child, relation.targetKey, key)
}

function keyOfParent(parent: Model, relation: Relation): unknown {
  return insideInstance(parent).dataValues[relation.targetKey]
}

function arrayOf(parent: Model, relation: Relation): Model[] {
  return relationValue(parent, relation.name) as Model[]
}
