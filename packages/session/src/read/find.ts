/** Reads: whatever a session gives back goes through its identity map. */
import type { Result, Statement } from '../driver/connection.ts'
import { MultipleResultsFound, NoResultFound } from '../error.ts'
import type { HookedFind } from '../rules/find-hooks.ts'
import { beforeCount, beforeFind, hasFindHooks } from '../rules/find-hooks.ts'
import { nothing } from '../rules/lifecycle.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import type { Sql } from '../core/sql.ts'
import { statement } from '../core/sql.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { read, send } from '../core/transaction.ts'
import { loadingOf } from '../core/on-demand.ts'
import { runPlan } from '../load/load.ts'
import type { LoadPlan } from '../load/load-plan.ts'
import { makeInstances } from '../load/make-instances.ts'
import { makePlain } from '../load/make-plain.ts'
import type { Planned } from '../load/plan-cache.ts'
import { planned, planOf } from '../load/plan-cache.ts'
import type { LoadTree } from '../load/strategy.ts'
import { fill } from '../load/template.ts'
import { autoflush } from '../unit/flush.ts'
import { columnNames, finderOf, isLocked, isRaw, select, selectCount, selectExists } from './select.ts'

/** Finder options with the relations to load, and whether plain objects are made instead of instances. */
export type ReadOptions = Finder & { readonly load?: LoadTree | undefined; readonly plain?: boolean }

/** What was found, and what its hooks have to say of it. */
type Found = { readonly rows: unknown[] } & Pick<HookedFind, 'after'>

/** A row as an object by column name. */
export type RawRow = Record<string, unknown>

/** Every row that fits, as instances, or as plain objects where `raw` is asked for. Pending changes are written first. */
export function* findAll(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown[]> {
  const { rows, after } = yield* find(session, model, options)
  yield* after(rows)
  return rows
}

/** The first row that fits, or null. */
export function* findOne(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown> {
  const { rows, after } = yield* find(session, model, { ...options, limit: 1 })
  const found = rows[0] ?? null
  yield* after(found)
  return found
}

/**
 * The one row that fits.
 * @throws NoResultFound, MultipleResultsFound
 */
export function* one(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown> {
  const found = yield* oneOrNone(session, model, options)
  if (found !== null) return found
  throw new NoResultFound(`One ${model.name} was asked for and none fits. Use oneOrNone() where that may be.`)
}

/**
 * The one row that fits, or null.
 * @throws MultipleResultsFound
 */
export function* oneOrNone(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown> {
  const [first, second] = yield* findAll(session, model, { ...options, limit: options.limit ?? 2 })
  if (second === undefined) return first ?? null
  throw new MultipleResultsFound(
    `One ${model.name} was asked for and several fit. Narrow the condition, or use findOne() for the first of them.`,
  )
}

/** The first column of every row that fits. */
export function* scalars(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown[]> {
  const finder = finderOf(model, { ...options, raw: true })
  yield* autoflush(session)
  const { rows } = yield* sendRead(session, finder, select(session.core, model, finder).statement)
  return rows.map(([first]) => first)
}

/** How many rows fit. */
export function* count(session: SessionState, model: ModelClass, options: Finder): Step<number> {
  const finder = finderOf(model, yield* beforeCount(session.core, session.context, model, options))
  yield* autoflush(session)
  const { rows } = yield* read(session, selectCount(session.core, model, finder))
  return Number(rows[0]?.[0])
}

/** Whether any row fits. */
export function* exists(session: SessionState, model: ModelClass, options: Finder): Step<boolean> {
  const finder = finderOf(model, yield* beforeCount(session.core, session.context, model, options))
  yield* autoflush(session)
  const { rows } = yield* read(session, selectExists(session.core, model, finder))
  return rows[0]?.[0] === true
}

/** Sends SQL as it was written and gives its rows as objects. */
export function* execute(session: SessionState, piece: Sql): Step<RawRow[]> {
  yield* autoflush(session)
  return objects(yield* send(session, statement(piece)))
}

/** Sends a read; one that locks rows holds what others can miss. */
export function sendRead(session: SessionState, finder: Finder, statement: Statement): Step<Result> {
  return isLocked(finder) ? send(session, statement) : read(session, statement)
}

/** Rows as objects. */
export function objects({ columns, rows }: Pick<Result, 'columns' | 'rows'>): RawRow[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
}

function* find(session: SessionState, model: ModelClass, options: ReadOptions): Step<Found> {
  const { plain, ...asked } = options
  const { plan, values, after } = yield* prepared(session, model, asked)
  yield* autoflush(session)
  const { finder } = plan.root.level
  if (isRaw(finder)) return { rows: yield* findRaw(session, plan, values), after }
  const make = plain === true ? makePlain(session.core) : makeInstances(session)
  return { rows: yield* runPlan({ session, make, values }, plan), after }
}

/** The plan of a read. Hooks may change its options each time, so it is made anew where there are any. */
export function* prepared(
  session: SessionState,
  model: ModelClass,
  options: ReadOptions,
): Step<Planned & Pick<HookedFind, 'after'>> {
  const { core, context } = session
  const defaults = loadingOf(session)
  if (!hasFindHooks(core, model)) return { ...planned(core, model, options, defaults), after: nothing }
  const { load, ...given } = options
  const { finder, after } = yield* beforeFind(core, context, model, given, (each) => finderOf(model, each))
  return { plan: planOf(core, { model, finder, load, defaults }), values: [], after }
}

function* findRaw(session: SessionState, { root }: LoadPlan, values: readonly unknown[]): Step<RawRow[]> {
  const { finder } = root.level
  const { rows } = yield* sendRead(session, finder, fill(session.core, root.template, values))
  return objects({ columns: columnNames(finder), rows })
}
