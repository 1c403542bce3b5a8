/**
 * What must go before a row can go: children that the database will not delete by itself, links, and references that
 * would stand in the way of rows which refer to each other.
 */
import type { Model } from 'sequelize'
import { groupBy } from '../core/group-by.ts'
import { isRead, writeRelation } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf, relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, deletionMark, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { readChildren } from '../load/onto.ts'
import type { ForeignKey } from './foreign-keys.ts'
import { foreignKeysOf, keyValue, parentOf } from './foreign-keys.ts'
import type { Links } from './links.ts'
import { orderModels } from './order.ts'
import { onDeleteOf } from './referential-actions.ts'
import { setKey } from './relation-keys.ts'

/** Marks what must go along, generation by generation; gives the marked instances that are to let go of their parents first. */
export function* doom(session: SessionState, links: Links): Step<ReadonlySet<Model>> {
  const done = new Set<Model>()
  for (let next = [...session.deleted]; next.length > 0;) {
    for (const instance of next) done.add(instance)
    for (const [model, instances] of groupBy(next, classOf))
      yield* doomChildren(session, model, instances, links)
    next = [...session.deleted].filter((instance) => !done.has(instance))
  }
  return letGo(session)
}

/** A row that is only marked as deleted is still there for the database, and so are its children. */
function* doomChildren(
  session: SessionState,
  model: ModelClass,
  instances: readonly Model[],
  links: Links,
): Step<void> {
  if (deletionMark(model) !== undefined) return
  for (const relation of relationsOf(model).values()) {
    if (relation.kind === 'BelongsTo') continue
    const { by, does } = yield* onDeleteOf(session, relation)
    if (by === 'session' && relation.through !== undefined) links.sever(relation, instances)
    else if (by === 'session') yield* part(session, relation, instances, does === 'delete')
    else if (by === 'database' && does === 'delete' && (yield* needsCare(session, relation)))
      yield* part(session, relation, instances, true)
  }
}

/** Whether children that the database deletes have others around them for which the session must care first. */
function* needsCare(session: SessionState, from: Relation, seen = new Set<string>()): Step<boolean> {
  const { target, through } = from
  if (through !== undefined || seen.has(target.name)) return false
  seen.add(target.name)
  for (const relation of relationsOf(target).values()) {
    if (relation.kind === 'BelongsTo') continue
    const { by, does } = yield* onDeleteOf(session, relation)
    if (by === 'session') return true
    if (by === 'database' && does === 'delete' && (yield* needsCare(session, relation, seen))) return true
  }
  return false
}

function* part(
  session: SessionState,
  relation: Relation,
  parents: readonly Model[],
  isDeleted: boolean,
): Step<void> {
  for (const child of yield* childrenOf(session, relation, parents)) {
    if (isDeleted && child.isNewRecord) session.release(child)
    else if (isDeleted) session.deleted.add(child)
    else if (!session.deleted.has(child)) clear(session, child, relation)
  }
}

/** The children that rows will have once everything pending is written. */
function* childrenOf(
  session: SessionState,
  relation: Relation,
  parents: readonly Model[],
): Step<readonly Model[]> {
  const { target, targetKey, key } = relation
  const stored = (yield* readChildren(session, relation, parents)).map(([, child]) => child)
  const keys = new Set(parents.map((parent) => String(insideInstance(parent).dataValues[key])))
  const pending = [...session.added, ...session.touched].filter((each) => classOf(each).name === target.name)
  const isChild = (each: Model) => keys.has(String(insideInstance(each).dataValues[targetKey]))
  return [...new Set([...stored, ...pending])].filter(isChild)
}

function clear(session: SessionState, child: Model, relation: Relation): void {
  const inverse = inverseOf(relation)
  if (session.identities.has(child)) session.remember(child)
  setKey(child, relation.targetKey, null)
  if (inverse !== undefined && isRead(child, inverse.name)) writeRelation(child, inverse.name, null)
}

/** Of rows that refer to each other across tables one must let go first, where its key may be empty. */
function letGo(session: SessionState): ReadonlySet<Model> {
  const letting = new Set<Model>()
  const models = orderModels(session.core, new Set([...session.deleted].map(classOf)))
  const places = new Map(models.map((model, place) => [model.name, place]))
  for (const instance of session.deleted) {
    const model = classOf(instance)
    for (const key of foreignKeysOf(session.core, model)) {
      const isLater = (places.get(key.target.name) ?? -1) > (places.get(model.name) ?? 0)
      if (!isLater || !key.nullable || deletionMark(model) !== undefined) continue
      if (!isDoomed(session, instance, key)) continue
      setKey(instance, key.key, null)
      letting.add(instance)
    }
  }
  return letting
}

function isDoomed(session: SessionState, instance: Model, key: ForeignKey): boolean {
  const parent = parentOf(instance, key)
  if (parent !== undefined) return session.deleted.has(parent)
  const value = String(keyValue(instance, key))
  return [...session.deleted].some(
    (each) =>
      classOf(each).name === key.target.name &&
      String(insideInstance(each).dataValues[key.targetKey]) === value,
  )
}
