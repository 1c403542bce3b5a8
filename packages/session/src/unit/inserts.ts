/** Inserts what was added: a statement a table, in the order of the foreign keys; keys that must wait are written later. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { groupBy } from '../core/group-by.ts'
import { keyOfInstance } from '../core/identity-map.ts'
import { beforeInsert, nothing } from '../rules/lifecycle.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, columnsOf, inside, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { send } from '../core/transaction.ts'
import { StaleDataError } from '../error.ts'
import type { ConflictRule } from '../write/insert.ts'
import { insertStatements, rowOf } from '../write/insert.ts'
import type { Postponed } from './order.ts'
import { orderModels, Waiting } from './order.ts'
import { adoptKeys, passKeys, setKey } from './relation-keys.ts'
import { heldValues, takeStored } from './stored.ts'

/** Inserts added instances; says whether the last statement committed the transaction, where it was let. */
export function* insertAdded(
  session: SessionState,
  added: ReadonlySet<Model>,
  mayCommit: boolean,
): Step<boolean> {
  if (added.size === 0) return false
  const groups = groupBy(added, classOf)
  const models = orderModels(session.core, groups.keys())
  const waiting = new Waiting(session.core, added, models)
  const postponed: Postponed[] = []
  let isCommitted = false
  for (const model of models) {
    const waves = waiting.waves(model, groups.get(model) ?? [])
    for (const wave of waves) {
      for (const each of prepare(model, wave, waiting)) postponed.push(each)
      const isLast = mayCommit && model === models.at(-1) && wave === waves.at(-1) && postponed.length === 0
      isCommitted = yield* insertWave(session, model, wave, isLast)
      for (const instance of wave) waiting.done(instance)
    }
  }
  for (const { instance, key, parent } of postponed)
    setKey(instance, key.key, insideInstance(parent).dataValues[key.targetKey])
  return isCommitted
}

/** Gives rows the keys of their parents; those that are not there yet are left empty, and given back. */
function prepare(model: ModelClass, wave: readonly Model[], waiting: Waiting): readonly Postponed[] {
  for (const instance of wave) adoptKeys(instance)
  const postponed = wave.flatMap((instance) => waiting.postponed(instance, model))
  for (const { instance, key } of postponed) insideInstance(instance).dataValues[key.key] = null
  return postponed
}

function* insertWave(
  session: SessionState,
  model: ModelClass,
  wave: readonly Model[],
  mayCommit: boolean,
): Step<boolean> {
  const after = yield* beforeInsert(session.core, session.context, model, wave)
  for (const instance of wave) session.remember(instance)
  const [returning, fresh] = split(session, wave)
  if (returning.length > 0) yield* insertRows(session, model, returning, { replacing: true })
  // A trigger may keep rows out: the others are then not to be committed.
  const isAlone = wave.length === 1 && session.onlyRead
  const andCommit =
    mayCommit && isAlone && after === nothing && session.related.size === 0 && !hasChanges(session)
  if (fresh.length > 0) yield* insertRows(session, model, fresh, { andCommit })
  yield* after()
  return andCommit && fresh.length > 0
}

/** A row that was deleted and is added again in one flush is one row that stays (SQLAlchemy's "row switch"). */
function split(session: SessionState, wave: readonly Model[]): readonly [Model[], readonly Model[]] {
  if (session.deleted.size === 0) return [[], wave]
  const returning: Model[] = []
  const fresh: Model[] = []
  for (const instance of wave) {
    const former = session.identities.find(classOf(instance), keyOfInstance(instance))
    if (former === undefined || !session.deleted.has(former)) fresh.push(instance)
    else {
      session.remember(former)
      session.release(former)
      returning.push(instance)
    }
  }
  return [returning, fresh]
}

type Manner = { readonly replacing?: boolean; readonly andCommit?: boolean }

function* insertRows(
  session: SessionState,
  model: ModelClass,
  instances: readonly Model[],
  { replacing = false, andCommit = false }: Manner,
): Step<void> {
  const sent = instances.map(heldValues)
  const rows = sent.map((values) => rowOf(model, values))
  const onConflict = replacing ? replacement(model) : undefined
  const statements = [...insertStatements(session.core, model, rows, { returning: true, onConflict })]
  let next = 0
  for (const statement of statements) {
    const isLast = andCommit && statement === statements.at(-1)
    const result = yield* send(session, isLast ? committing(statement) : statement)
    for (const row of result.rows) {
      const [instance, values] = [instances[next], sent[next]]
      if (instance === undefined || values === undefined) continue
      session.added.delete(instance)
      takeStored(session, instance, model, row, values)
      passKeys(instance)
      next += 1
    }
  }
  if (next === instances.length) return
  session.phase = andCommit ? 'idle' : 'failed'
  // What is committed is nothing.
  if (andCommit) session.settle()
  throw keptOut(model, instances.length, next)
}

function committing(statement: Statement): Statement {
  const { text, values, prepare } = statement
  return { text, values, prepare, after: 'COMMIT' }
}

/** Every column takes the new row's value, its default where it was given none. */
function replacement(model: ModelClass): ConflictRule {
  const target = inside(model).primaryKeyAttributes
  const others = columnsOf(model).map(({ fieldName }) => fieldName)
  const update = others.filter((name) => !target.includes(name))
  return { target, update: update.length === 0 ? target : update }
}

function hasChanges({ touched }: SessionState): boolean {
  for (const instance of touched) if (!instance.isNewRecord) return true
  return false
}

/** What is thrown where fewer rows went in than were to. */
export function keptOut(model: ModelClass, expected: number, count: number): StaleDataError {
  return new StaleDataError(
    `${expected} row(s) of ${model.name} were to be inserted and ${count} were: a trigger or a rule kept the others out.`,
  )
}
