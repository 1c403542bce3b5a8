/** Deletes marked rows, many in one statement a table, and does in memory what ON DELETE does in the database. */
import type { Model } from 'sequelize'
import { groupBy } from '../core/group-by.ts'
import type { After } from '../rules/lifecycle.ts'
import { beforeDelete } from '../rules/lifecycle.ts'
import { isRead, relationValue, writeRelation } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf, relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, deletionMark, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { send } from '../core/transaction.ts'
import { deleteStatement } from '../write/delete.ts'
import { forgetLinks } from './links.ts'
import { orderModels } from './order.ts'
import { knownOnDelete } from './referential-actions.ts'
import { holderOf, instancesIn } from './relation-keys.ts'
import { writeChanges } from './updates.ts'
import { staleRows } from './stale.ts'

/** Deletes what is marked, children before parents. */
export function* deleteMarked(session: SessionState): Step<void> {
  if (session.deleted.size === 0) return
  const marked: ReadonlySet<Model> = new Set(session.deleted)
  const after: After[] = []
  for (const [model, instances] of groupBy(marked, classOf))
    after.push(yield* beforeDelete(session.core, session.context, model, instances))
  const models = orderModels(session.core, new Set([...marked].map(classOf))).toReversed()
  for (const model of models) {
    // What ON DELETE has taken along is no longer marked; what a hook has marked meanwhile waits for the next pass.
    const instances = [...session.deleted].filter(
      (each) => marked.has(each) && classOf(each).name === model.name,
    )
    if (instances.length > 0) yield* deleteRows(session, model, instances)
  }
  for (const each of after) yield* each()
}

function* deleteRows(session: SessionState, model: ModelClass, instances: readonly Model[]): Step<void> {
  for (const instance of instances) session.remember(instance)
  // A row that stays, marked as deleted, keeps what a hook had to say of that.
  if (deletionMark(model) !== undefined) yield* writeChanges(session, model, instances)
  const { count } = yield* send(session, deleteStatement(session.core, model, instances))
  if (count !== instances.length)
    throw staleRows(session, model, 'deleted', { expected: instances.length, met: count })
  mirrorDeletes(session, model, instances)
}

/** Takes deleted rows' objects out of the session, and does to their children what ON DELETE did in the database. */
function mirrorDeletes(session: SessionState, model: ModelClass, instances: readonly Model[]): void {
  const relations = [...relationsOf(model).values()]
  for (const instance of instances) session.release(instance)
  for (const relation of relations) {
    if (relation.kind === 'BelongsTo') leaveParents(session, relation, instances)
    // A row that is only marked as deleted is still there for the database, and so are its children.
    else if (deletionMark(model) !== undefined) continue
    else if (relation.through === undefined) mirrorChildren(session, relation, instances)
    else forgetLinks(session, relation, instances)
  }
}

/** Takes children that are gone out of what their parents hold. */
function leaveParents(session: SessionState, relation: Relation, children: readonly Model[]): void {
  const inverse = inverseOf(relation)
  if (inverse === undefined) return
  for (const [parent, gone] of groupBy(children, (child) => holderOf(session, child, relation))) {
    if (parent === undefined || !isRead(parent, inverse.name)) continue
    const held = relationValue(parent, inverse.name)
    const those = new Set(gone)
    const rest = instancesIn(held).filter((other) => !those.has(other))
    if (rest.length === instancesIn(held).length) continue
    if (session.identities.has(parent)) session.remember(parent)
    if (Array.isArray(held)) held.splice(0, Infinity, ...rest)
    else writeRelation(parent, inverse.name, null)
    session.settled(parent, inverse.name)
  }
}

function mirrorChildren(session: SessionState, relation: Relation, parents: readonly Model[]): void {
  const { by, does } = knownOnDelete(session, relation)
  if (by !== 'database' || (does !== 'delete' && does !== 'clear')) return
  const keys = new Set(parents.map((parent) => String(insideInstance(parent).dataValues[relation.key])))
  const children = [...session.identities.of(relation.target)].filter((child) =>
    keys.has(String(insideInstance(child).dataValues[relation.targetKey])),
  )
  for (const child of children) session.remember(child)
  if (does === 'delete') mirrorDeletes(session, relation.target, children)
  else for (const child of children) clearParent(child, relation)
}

function clearParent(child: Model, relation: Relation): void {
  const { dataValues, _previousDataValues: before, _changed } = insideInstance(child)
  before[relation.targetKey] = dataValues[relation.targetKey] = null
  _changed.delete(relation.targetKey)
  const inverse = inverseOf(relation)
  if (inverse !== undefined && isRead(child, inverse.name)) writeRelation(child, inverse.name, null)
}
