/** Keeps memory in step with what a write means: both sides of a relation, and what ON DELETE does to children. */
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import { attach, isRead, relationValue, sessionOf, writeRelation } from './attachment.ts'
import { childrenOf } from './relation-keys.ts'
import type { Relation } from './relation.ts'
import { inverseOf, relationsOf } from './relation.ts'
import { classOf, deletionMark, insideInstance } from './sequelize.ts'
import type { SessionState } from './state.ts'

/**
 * Sets a relation: the foreign key and the other side follow at once (SQLAlchemy's `back_populates`).
 * @throws SessionError READ_ONLY_RELATION for one through a third table: its rows are what is added and deleted
 */
export function setRelation(instance: Model, relation: Relation, value: unknown): void {
  if (relation.through !== undefined) throw readOnly(relation)
  noticeChange(instance)
  if (relation.kind === 'BelongsTo') setParent(instance, relation, value as Model | null | undefined)
  else setChildren(instance, relation, value)
}

/** Takes a deleted row's object out of the session, and does to its children in memory what ON DELETE did in the database. */
export function mirrorDelete(session: SessionState, instance: Model): void {
  const relations = [...relationsOf(classOf(instance)).values()]
  // A row that is only marked as deleted is still there for the database, and so are its children.
  const isMarked = deletionMark(classOf(instance)) !== undefined
  for (const relation of relations) {
    if (relation.kind === 'BelongsTo') leave(instance, relation)
    else if (relation.through === undefined && !isMarked) mirrorChildren(session, instance, relation)
  }
  session.deleted.delete(instance)
  session.identities.remove(instance)
  session.stale.delete(instance)
  session.related.delete(instance)
  session.touched.delete(instance)
  attach(instance, undefined)
}

/** The next flush looks at what this instance refers to. */
function noticeChange(instance: Model): void {
  const session = sessionOf(instance)
  session?.touched.add(instance)
  session?.related.set(instance, -1)
}

function setParent(child: Model, relation: Relation, parent: Model | null | undefined): void {
  leave(child, relation)
  writeRelation(child, relation.name, parent)
  const key =
    parent === null || parent === undefined ? null : insideInstance(parent).dataValues[relation.targetKey]
  if (key !== undefined) child.set({ [relation.key]: key })
  const inverse = inverseOf(relation)
  if (inverse !== undefined && parent !== null && parent !== undefined) join(parent, inverse, child)
}

function setChildren(parent: Model, relation: Relation, value: unknown): void {
  writeRelation(parent, relation.name, value)
  const inverse = inverseOf(relation)
  const key = insideInstance(parent).dataValues[relation.key]
  for (const child of childrenOf(parent, relation)) {
    if (inverse !== undefined) writeRelation(child, inverse.name, parent)
    if (key !== undefined && key !== null) child.set({ [relation.targetKey]: key })
  }
}

function join(parent: Model, inverse: Relation, child: Model): void {
  if (!inverse.many) {
    writeRelation(parent, inverse.name, child)
    return
  }
  if (!isRead(parent, inverse.name) && !parent.isNewRecord) return
  const children = childrenOf(parent, inverse)
  if (!children.includes(child)) writeRelation(parent, inverse.name, [...children, child])
}

function leave(child: Model, relation: Relation): void {
  const parent = relationValue(child, relation.name)
  const inverse = inverseOf(relation)
  if (inverse === undefined || parent === null || parent === undefined) return
  const rest = childrenOf(parent as Model, inverse).filter((other) => other !== child)
  if (isRead(parent as Model, inverse.name))
    writeRelation(parent as Model, inverse.name, inverse.many ? rest : null)
}

function mirrorChildren(session: SessionState, parent: Model, relation: Relation): void {
  const key = String(insideInstance(parent).dataValues[relation.key])
  for (const child of Array.from(session.identities.of(relation.target))) {
    const { dataValues, _previousDataValues: before } = insideInstance(child)
    if (String(dataValues[relation.targetKey]) !== key) continue
    session.remember(child)
    if (relation.onDelete === 'CASCADE') mirrorDelete(session, child)
    if (relation.onDelete === 'SET NULL') before[relation.targetKey] = dataValues[relation.targetKey] = null
    if (relation.onDelete === 'SET NULL') clearParent(child, relation)
  }
}

function clearParent(child: Model, relation: Relation): void {
  const inverse = inverseOf(relation)
  if (inverse !== undefined && isRead(child, inverse.name)) writeRelation(child, inverse.name, null)
}

function readOnly({ source, name, through }: Relation): SessionError {
  return new SessionError(
    'READ_ONLY_RELATION',
    `${source.name}.${name} goes through ${through?.model.name ?? 'a third table'}: add and delete rows of that instead.`,
  )
}
