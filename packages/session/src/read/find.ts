/** Reads: whatever a session gives back goes through its identity map. */
import type { Model } from 'sequelize'
import type { Result, Statement } from '../driver/connection.ts'
import { MultipleResultsFound, NoResultFound, SessionError } from '../error.ts'
import type { HookedFind } from '../rules/find-hooks.ts'
import { beforeCount, beforeFind } from '../rules/find-hooks.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import type { Sql } from '../core/sql.ts'
import { statement } from '../core/sql.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { read, send } from '../core/transaction.ts'
import { plan, withKeys } from '../load/plan.ts'
import { readJoined } from '../load/read-joined.ts'
import { loadBranches } from '../load/selectin.ts'
import type { LoadTree } from '../load/strategy.ts'
import { autoflush } from '../unit/flush.ts'
import { rowReader } from './hydrate.ts'
import type { Compiled } from './select.ts'
import { columnNames, finderOf, isLocked, select, selectCount, selectExists } from './select.ts'

/** Finder options with the relations to load. */
export type ReadOptions = Finder & { readonly load?: LoadTree | undefined }

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

function* find(session: SessionState, model: ModelClass, { load, ...given }: ReadOptions): Step<Found> {
  const branches = plan(model, load)
  const { core, context } = session
  const hooked = yield* beforeFind(core, context, model, given, (each) => finderOf(model, each))
  const { after } = hooked
  yield* autoflush(session)
  if (isPlain(hooked.finder)) {
    refuseLoad(load)
    return { rows: yield* findRaw(session, model, hooked.finder), after }
  }
  const finder = withKeys(model, hooked.finder, branches)
  const instances =
    branches.joined.length === 0
      ? yield* findPlain(session, model, finder)
      : (yield* readJoined(session, { model, finder, joined: branches.joined })).instances
  yield* loadBranches(session, instances, branches)
  return { rows: [...instances], after }
}

/** Whether a read gives plain rows instead of instances. */
export function isPlain({ raw, group }: Finder): boolean {
  return raw === true || group !== undefined
}

/**
 * Plain rows have no relations.
 * @throws SessionError INVALID_OPTION
 */
export function refuseLoad(load: LoadTree | undefined): void {
  if (load === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    '"load" brings relations to instances; leave "raw" and "group" out, or "load".',
  )
}

function* findPlain(session: SessionState, model: ModelClass, finder: Compiled): Step<Model[]> {
  const { statement, names } = select(session.core, model, finder)
  const { rows } = yield* sendRead(session, finder, statement)
  const { virtuals } = finder
  const reader = rowReader(session, model, names, { isRenewing: isLocked(finder), virtuals })
  return rows.map(reader).filter((instance) => instance !== undefined)
}

function* findRaw(session: SessionState, model: ModelClass, finder: Finder): Step<RawRow[]> {
  const { rows } = yield* sendRead(session, finder, select(session.core, model, finder).statement)
  return objects({ columns: columnNames(finder), rows })
}
