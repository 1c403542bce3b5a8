/** Updates what changed: a statement a table, whichever columns each row changed. */
import type { Model } from 'sequelize'
import { groupBy } from '../core/group-by.ts'
import { beforeUpdate } from '../rules/lifecycle.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { send } from '../core/transaction.ts'
import type { Change } from '../write/update.ts'
import { updateStatements } from '../write/update.ts'
import { isHeld } from './membership.ts'
import { orderModels } from './order.ts'
import { changedColumns } from './pending.ts'
import { adoptKeys } from './relation-keys.ts'
import { heldValues, takeStored } from './stored.ts'
import { staleRows } from './stale.ts'

/** What came before in the flush: rows just inserted, and rows to be deleted that let go of their parents first. */
type Before = { readonly inserted: ReadonlySet<Model>; readonly cleared: ReadonlySet<Model> }

/** Writes the changed attributes of stored instances. */
export function* updateTouched(session: SessionState, { inserted, cleared }: Before): Step<void> {
  for (const instance of session.related) if (isHeld(session, instance)) adoptKeys(instance, inserted)
  const isWritten = (instance: Model) =>
    isHeld(session, instance) && (!session.deleted.has(instance) || cleared.has(instance))
  for (const instance of session.touched)
    if (!isWritten(instance) || changedColumns(instance).length === 0) session.touched.delete(instance)
  const groups = groupBy(session.touched, classOf)
  for (const model of orderModels(session.core, groups.keys())) {
    const instances = groups.get(model) ?? []
    // Rows that were inserted just now are only given the keys that had to wait: no hook is told twice.
    const told = instances.filter((instance) => !inserted.has(instance) && !cleared.has(instance))
    const after = yield* beforeUpdate(session.core, session.context, model, told)
    yield* writeChanges(session, model, instances)
    yield* after()
  }
}

/** Writes what instances of one model have changed, without asking anybody. */
export function* writeChanges(
  session: SessionState,
  model: ModelClass,
  instances: readonly Model[],
): Step<void> {
  const changes = instances
    .map((instance): Change => ({ instance, names: changedColumns(instance) }))
    .filter(({ names }) => names.length > 0)
  for (const { instance } of changes) session.remember(instance)
  for (const { statement, instances: written, hasPlaces } of updateStatements(session.core, model, changes)) {
    const sent = written.map(heldValues)
    const { rows } = yield* send(session, statement)
    for (const row of rows) {
      const place = hasPlaces ? Number(row[0]) - 1 : 0
      const [instance, values] = [written[place], sent[place]]
      if (instance === undefined || values === undefined) continue
      takeStored(session, instance, model, row, values, hasPlaces ? 1 : 0)
    }
    if (rows.length < written.length)
      throw staleRows(session, model, 'updated', { expected: written.length, met: rows.length })
  }
}
