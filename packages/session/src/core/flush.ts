/** Writes what a session holds back: inserts in the order of the foreign keys, updates, deletes the other way round. */
import type { Model } from 'sequelize'
import { fn } from 'sequelize'
import type { Result } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import { deleteStatement } from '../write/delete.ts'
import { insertStatements, rowOf } from '../write/insert.ts'
import { updateStatement } from '../write/update.ts'
import { cascade } from './cascade.ts'
import { groupBy } from './group-by.ts'
import { asStored } from './hydrate.ts'
import { mirrorDelete } from './mirror.ts'
import { orderModels, waves } from './order.ts'
import { adoptKeys, passKeys } from './relation-keys.ts'
import type { ModelClass } from './sequelize.ts'
import { attributeOf, classOf, columnsOf, insideInstance } from './sequelize.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'
import { send } from './transaction.ts'
import { refuseUnrun } from './unrun.ts'

/**
 * Sends every pending insert, update and delete.
 * @throws SessionError STALE_DATA where a row to be changed or deleted is no longer there
 */
export function* flush(session: SessionState): Step<void> {
  cascade(session)
  const inserted = new Set(session.added)
  yield* insertAdded(session)
  yield* updateChanged(session, inserted)
  yield* deleteMarked(session)
}

function* insertAdded(session: SessionState): Step<void> {
  const groups = grouped(session.added)
  for (const model of orderModels(groups.keys())) {
    for (const wave of waves(model, groups.get(model) ?? [])) yield* insert(session, model, wave)
  }
}

function* insert(session: SessionState, model: ModelClass, wave: readonly Model[]): Step<void> {
  refuseUnrun(model)
  for (const instance of wave) {
    adoptKeys(instance, noneFresh)
    session.remember(instance)
  }
  const rows = wave.map((instance) => rowOf(model, insideInstance(instance).dataValues, fn('now')))
  let next = 0
  for (const statement of insertStatements(session.core, model, rows, { returning: true })) {
    const result = yield* send(session, statement)
    for (const row of result.rows) stored(session, wave[next++], row)
  }
}

function stored(session: SessionState, instance: Model | undefined, row: readonly unknown[]): void {
  if (instance === undefined) return
  assign(instance, row)
  session.added.delete(instance)
  session.admit(instance)
  passKeys(instance)
}

function* updateChanged(session: SessionState, inserted: ReadonlySet<Model>): Step<void> {
  for (const instance of session.touched) {
    if (session.deleted.has(instance) || !session.identities.has(instance)) continue
    adoptKeys(instance, inserted)
    const changed = changedColumns(instance)
    if (changed.length > 0) yield* update(session, instance, changed)
  }
  session.touched.clear()
}

function* update(session: SessionState, instance: Model, changed: readonly string[]): Step<void> {
  refuseUnrun(classOf(instance))
  session.remember(instance)
  const result = yield* send(session, updateStatement(session.core, instance, changed))
  const [row] = result.rows
  if (row === undefined) throw stale(session, classOf(instance), 1, result)
  assign(instance, row)
}

function* deleteMarked(session: SessionState): Step<void> {
  const groups = grouped(session.deleted)
  for (const model of orderModels(groups.keys()).toReversed()) {
    const instances = groups.get(model) ?? []
    refuseUnrun(model)
    for (const instance of instances) session.remember(instance)
    const result = yield* send(session, deleteStatement(session.core, model, instances))
    if (result.count !== instances.length) throw stale(session, model, instances.length, result)
    for (const instance of instances) mirrorDelete(session, instance)
  }
}

const noneFresh: ReadonlySet<Model> = new Set()

/** Attributes that changed and have a column, in the order of their declaration. */
export function changedColumns(instance: Model): readonly string[] {
  const model = classOf(instance)
  return [...insideInstance(instance)._changed].filter((name) => attributeOf(model, name) !== undefined)
}

function assign(instance: Model, row: readonly unknown[]): void {
  const { dataValues } = insideInstance(instance)
  for (const [index, column] of columnsOf(classOf(instance)).entries())
    dataValues[column.fieldName] = row[index]
  asStored(instance)
}

function grouped(instances: Iterable<Model>): ReadonlyMap<ModelClass, readonly Model[]> {
  return groupBy(instances, classOf)
}

function stale(session: SessionState, model: ModelClass, expected: number, result: Result): SessionError {
  session.phase = 'failed'
  return new SessionError(
    'STALE_DATA',
    `${expected} row(s) of ${model.name} were to be written and ${result.count} were there. ` +
      'Somebody else deleted or changed them: roll back, read again.',
  )
}
