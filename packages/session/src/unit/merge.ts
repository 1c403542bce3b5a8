/** Brings the state of an instance from elsewhere into a session (SQLAlchemy's `Session.merge`). */
import type { Model } from 'sequelize'
import { isRead, relationValue } from '../core/relation-values.ts'
import { relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, columnsOf, inside, insideInstance, SequelizeMethod, versionOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { storedValue } from '../core/changes.ts'
import { StaleDataError } from '../error.ts'
import { get } from '../read/get.ts'
import { add, contains } from './membership.ts'
import { setRelation } from './mirror.ts'
import { instancesIn } from './relation-keys.ts'

/**
 * The session's own object for the row of another, with that one's values and, where they were read or set, its relations.
 * A row that the database does not have is added. What is given stays as it is.
 */
export function merge(session: SessionState, given: Model): Step<Model> {
  return mergeOnce(session, given, new Map())
}

function* mergeOnce(session: SessionState, given: Model, seen: Map<Model, Model>): Step<Model> {
  const done = seen.get(given)
  if (done !== undefined) return done
  if (contains(session, given)) return given
  const target = (yield* find(session, given)) ?? blank(session, given)
  seen.set(given, target)
  copyValues(given, target)
  yield* mergeRelations(session, given, target, seen)
  return target
}

function* find(session: SessionState, given: Model): Step<Model | null> {
  const model = baseOf(session, given)
  const { dataValues } = insideInstance(given)
  const names = inside(model).primaryKeyAttributes
  const values = names.map((name) => [name, dataValues[name]] as const)
  if (names.length === 0 || values.some(([, value]) => value === undefined || value === null)) return null
  const [first] = values
  return yield* get(session, model, names.length === 1 ? first?.[1] : Object.fromEntries(values))
}

function blank(session: SessionState, given: Model): Model {
  const model = baseOf(session, given)
  const { dataValues } = insideInstance(given)
  const keys = inside(model).primaryKeyAttributes.filter((name) => dataValues[name] !== undefined)
  const target = model.build(Object.fromEntries(keys.map((name) => [name, dataValues[name]])) as never)
  add(session, target)
  return target
}

/** @throws StaleDataError where the row has been written since the given version of it was read */
function copyValues(given: Model, target: Model): void {
  const { dataValues } = insideInstance(given)
  const model = classOf(target)
  const version = versionOf(model)?.fieldName ?? ''
  if (
    !target.isNewRecord &&
    dataValues[version] !== undefined &&
    dataValues[version] !== storedValue(target, version)
  )
    throw new StaleDataError(
      `This ${model.name} is not of the version that its row has: somebody else has written it.`,
    )
  const { updatedAt = '' } = inside(model)._timestampAttributes
  const keys = new Set([
    ...inside(model).primaryKeyAttributes,
    version,
    ...(target.isNewRecord ? [] : [updatedAt]),
  ])
  for (const { fieldName } of columnsOf(classOf(target))) {
    const value = dataValues[fieldName]
    const isDefault = value instanceof SequelizeMethod && !target.isNewRecord
    if (value === undefined || isDefault || keys.has(fieldName)) continue
    target.setDataValue(fieldName as never, value as never)
  }
}

function* mergeRelations(
  session: SessionState,
  given: Model,
  target: Model,
  seen: Map<Model, Model>,
): Step<void> {
  for (const relation of relationsOf(classOf(target)).values()) {
    if (!isRead(given, relation.name)) continue
    const merged: Model[] = []
    for (const each of instancesIn(relationValue(given, relation.name)))
      merged.push(yield* mergeOnce(session, each, seen))
    setRelation(target, relation, relation.many ? merged : (merged[0] ?? null))
  }
}

/** The engine's own class for an instance that may have been made through a scope. */
function baseOf(session: SessionState, given: Model): ModelClass {
  return session.core.sequelize.models[classOf(given).name] ?? classOf(given)
}
