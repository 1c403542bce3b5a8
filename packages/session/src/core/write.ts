/** Set-based writes: many rows in one statement, without an instance for each. */
import type { Model } from 'sequelize'
import { fn } from 'sequelize'
import { deleteWhereStatement } from '../write/delete.ts'
import type { ConflictRule, Row } from '../write/insert.ts'
import { insertStatements, rowOf } from '../write/insert.ts'
import { known } from '../write/column.ts'
import { updateWhereStatement } from '../write/update.ts'
import { flush } from './flush.ts'
import { rowReader } from './hydrate.ts'
import { finderOf } from './select.ts'
import type { Finder, ModelClass } from './sequelize.ts'
import { columnsOf, insideInstance } from './sequelize.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'
import { send } from './transaction.ts'
import { refuseUnrun } from './unrun.ts'

export type InsertOptions = { readonly onConflict?: ConflictRule; readonly returning?: boolean }

/** Inserts rows and gives their number, or their instances where `returning` is asked for. */
export function* insert(
  session: SessionState,
  model: ModelClass,
  rows: readonly Row[],
  { onConflict, returning = false }: InsertOptions,
): Step<number | Model[]> {
  refuseUnrun(model)
  const built = rows.map((row) => rowOf(model, valuesOf(model, row), fn('now')))
  yield* flush(session)
  const instances: Model[] = []
  let count = 0
  for (const statement of insertStatements(session.core, model, built, { onConflict, returning })) {
    const result = yield* send(session, statement)
    count += result.count
    if (returning) instances.push(...admitted(session, model, result.rows))
  }
  if (onConflict?.update !== undefined) expire(session, model, instances)
  return returning ? instances : count
}

/** Writes the same values to every row that fits, and gives their number. */
export function* update(
  session: SessionState,
  model: ModelClass,
  values: Row,
  options: Finder,
): Step<number> {
  refuseUnrun(model)
  const statement = updateWhereStatement(session.core, model, values, finderOf(model, options))
  yield* flush(session)
  const { count } = yield* send(session, statement)
  expire(session, model)
  return count
}

/** Deletes every row that fits, and gives their number. */
export function* destroy(session: SessionState, model: ModelClass, options: Finder): Step<number> {
  refuseUnrun(model)
  const statement = deleteWhereStatement(session.core, model, finderOf(model, options))
  yield* flush(session)
  const { count } = yield* send(session, statement)
  for (const instance of session.identities.all()) session.stale.add(instance)
  return count
}

/** The row's values with the model's own defaults and setters applied; an unknown name is refused. */
function valuesOf(model: ModelClass, row: Row): Row {
  for (const name of Object.keys(row)) known(model, name)
  return insideInstance(model.build(row as never)).dataValues
}

function admitted(session: SessionState, model: ModelClass, rows: readonly (readonly unknown[])[]): Model[] {
  const names = columnsOf(model).map((column) => column.fieldName)
  for (const instance of session.identities.of(model)) session.stale.add(instance)
  return rows.map(rowReader(session, model, names)).filter((instance) => instance !== undefined)
}

function expire(session: SessionState, model: ModelClass, except: readonly Model[] = []): void {
  const fresh = new Set(except)
  for (const instance of session.identities.of(model)) if (!fresh.has(instance)) session.stale.add(instance)
}
