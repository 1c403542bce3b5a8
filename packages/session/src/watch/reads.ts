/** The reads that a session watches, under their own names; where nothing is watched they are what they were. */
import type { Model } from 'sequelize'
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import * as find from '../read/find.ts'
import * as byKey from '../read/get.ts'
import { getMany as getManyByKey } from '../read/get-many.ts'
import type { Operation } from './suggestion.ts'
import { loadRelation, readAlong, readAtOnce } from './suggestion.ts'
import { watched } from './watched.ts'

type Read<A extends readonly unknown[], T> = (session: SessionState, model: ModelClass, ...rest: A) => Step<T>

export const get = watching('get', byKey.get)
export const getMany = watching('get', getManyByKey)
export const findAll = watching('findAll', find.findAll)
export const findOne = watching('findOne', find.findOne)
export const one = watching('one', find.one)
export const oneOrNone = watching('oneOrNone', find.oneOrNone)
export const count = watching('count', find.count)
export const exists = watching('exists', find.exists)

/** Reads one relation of one instance, on demand. */
export function readRelation(session: SessionState, instance: Model, relation: Relation): Step<unknown> {
  return onDemand(session, relation, byKey.readRelation(session, instance, relation))
}

/** Reads one relation of several instances, on demand, which is one read. */
export function readRelations(
  session: SessionState,
  instances: Iterable<Model>,
  relation: Relation,
): Step<void> {
  return onDemand(session, relation, byKey.readRelations(session, instances, relation))
}

/** Reads one attribute that was deferred, on demand. */
export function readAttribute(session: SessionState, instance: Model, name: string): Step<unknown> {
  const { watcher } = session
  const step = byKey.readAttribute(session, instance, name)
  if (watcher === undefined) return step
  const model = classOf(instance)
  const subject = { what: `${model.name}.${name}`, suggestion: () => readAlong(model, name) }
  return watched(session, watcher, subject, step)
}

function onDemand<T>(session: SessionState, relation: Relation, step: Step<T>): Step<T> {
  const { watcher } = session
  if (watcher === undefined) return step
  const what = `${relation.source.name}.${relation.name}`
  return watched(session, watcher, { what, suggestion: () => loadRelation(relation) }, step)
}

function watching<A extends readonly unknown[], T>(operation: Operation, read: Read<A, T>): Read<A, T> {
  return (session, model, ...rest) => {
    const { watcher } = session
    const step = read(session, model, ...rest)
    if (watcher === undefined) return step
    const subject = {
      what: `${operation}(${model.name})`,
      suggestion: () => readAtOnce(operation, model),
    }
    return watched(session, watcher, subject, step)
  }
}
