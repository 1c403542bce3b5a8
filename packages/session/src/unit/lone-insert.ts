/**
 * The insert of a session's one new instance, where it commits and has nothing else to write: what most units of work
 * are. It does what any flush does, without asking what comes before what.
 */
import type { Model } from 'sequelize'
import type { Snapshot } from '../core/level.ts'
import { recordOf } from '../core/record.ts'
import { classOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { sendAndCommit } from '../core/transaction.ts'
import type { Result } from '../driver/connection.ts'
import { isPlainlyValid } from '../rules/check.ts'
import { hasInsertHooks } from '../rules/lifecycle.ts'
import { rowOf } from '../write/insert.ts'
import { oneRowStatement } from '../write/one-row.ts'
import { keptOut } from './inserts.ts'
import { passKeys } from './relation-keys.ts'
import { heldValues, takeStored } from './stored.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The one instance that a commit would write, where it refers to no other and no hook or validator is to see it. Where the
 * transaction has written before, COMMIT waits until it is known that this row went in too; a hook that commits is inside
 * of a flush, which goes on.
 */
export function loneInsert(session: SessionState): Model | undefined {
  const { added, deleted, touched, related, collections, core } = session
  if (added.size !== 1 || !session.onlyRead || session.flushing) return undefined
  if (deleted.size + touched.size + related.size + collections.size > 0) return undefined
  for (const instance of added) {
    if (recordOf(instance).hasRelations || hasInsertHooks(core, classOf(instance))) return undefined
    return isPlainlyValid(instance) ? instance : undefined
  }
  return undefined
}

/**
 * Inserts it and commits, in one round trip; true since it is committed.
 * @throws StaleDataError where a trigger or a rule kept the row out
 */
export function* insertLone(session: SessionState, instance: Model): Step<true> {
  session.flushing = true // code of the user's that reads meanwhile, a value's toJSON say, is not to write it too
  try {
    const model = classOf(instance)
    const sent = heldValues(instance)
    const { text, values, prepare } = oneRowStatement(session.core, model, rowOf(model, sent))
    let result: Result
    try {
      result = yield* sendAndCommit(session, { text, values, prepare })
    } catch (error) {
      // There is nothing to take back, and nothing to be remembered, unless it fails.
      session.remember(instance, asNew(sent))
      throw error
    }
    takeIn(session, instance, result.rows[0], sent)
    return true
  } finally {
    session.flushing = false
  }
}

function asNew(values: Values): Snapshot {
  return { values: { ...values }, isNewRecord: true, wasFiled: false, relations: new Map() }
}

function takeIn(
  session: SessionState,
  instance: Model,
  row: readonly unknown[] | undefined,
  sent: Values,
): void {
  const model = classOf(instance)
  if (row === undefined) {
    session.phase = 'idle'
    session.settle()
    throw keptOut(model, 1, 0)
  }
  session.added.delete(instance)
  takeStored(session, instance, model, row, sent)
  passKeys(instance)
}
