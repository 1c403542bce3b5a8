/** Set-based writes: many rows in one statement, without an instance for each. */
import type { Model } from 'sequelize'
import { beforeBulkCreate, beforeBulkDestroy, beforeBulkUpdate } from '../rules/bulk-hooks.ts'
import { hasHooks } from '../rules/hooks.ts'
import type { After } from '../rules/lifecycle.ts'
import { nothing } from '../rules/lifecycle.ts'
import { hasValidators } from '../rules/rules.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { columnsOf, inside, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { send } from '../core/transaction.ts'
import { rowReader } from '../read/hydrate.ts'
import { finderOf } from '../read/select.ts'
import { autoflush } from '../unit/flush.ts'
import { SessionError } from '../error.ts'
import type { Returning } from './column.ts'
import { copyStatement } from './copy.ts'
import { deleteWhereStatement } from './delete.ts'
import type { ConflictRule, Row } from './insert.ts'
import { insertPage, layoutOf, pageSize, rowOf } from './insert.ts'
import { updateWhereStatement } from './update.ts'
import { valuesOf } from './values.ts'

export type InsertOptions = { readonly onConflict?: ConflictRule; readonly returning?: Returning }
export type WhereOptions = Finder & { readonly returning?: Returning }

/** What a write came to: how many rows it wrote, instances of them, or plain objects of the attributes that were named. */
export type Written = number | readonly object[]

/** Inserts rows in pages. */
export function* insert(
  session: SessionState,
  model: ModelClass,
  rows: Iterable<Row>,
  options: InsertOptions,
): Step<Written> {
  const { onConflict, returning = false } = options
  yield* autoflush(session)
  const given: object[] = []
  let count = 0
  for (const page of pages(rows, pageSize)) {
    const { rows: built, after } = yield* prepared(session, model, page, options)
    const result = yield* insertAll(session, model, built, { onConflict, returning })
    count += result.count
    for (const each of result.given) given.push(each)
    yield* after()
  }
  if (onConflict?.update !== undefined) expire(session, model, returning === true ? (given as Model[]) : [])
  return returning === false ? count : given
}

/**
 * Writes rows through COPY, the fastest way into a table, and gives their number. Defaults of the model are filled in;
 * hooks and validators, which are about instances, are not run, and a row whose key is taken fails the whole.
 */
export function* copy(session: SessionState, model: ModelClass, rows: Iterable<Row>): Step<number> {
  yield* autoflush(session)
  const statement = copyStatement(session.core, model, rows)
  if (statement === undefined) return 0
  return (yield* send(session, statement)).count
}

/** Writes the same values to every row that fits. */
export function* update(
  session: SessionState,
  model: ModelClass,
  values: Row,
  options: WhereOptions,
): Step<Written> {
  yield* autoflush(session)
  const { returning = false, ...given } = options
  const { core, context } = session
  const change = yield* beforeBulkUpdate(core, context, model, values, given)
  const finder = everyRow(model, change.finder)
  const statement = updateWhereStatement(core, model, change.values, finder, returning)
  const { count, rows } = yield* send(session, statement)
  session.expire(model)
  yield* change.after()
  return returning === false ? count : handed(session, model, rows, returning)
}

/** Deletes every row that fits; what it gives is as it was. */
export function* destroy(session: SessionState, model: ModelClass, options: WhereOptions): Step<Written> {
  yield* autoflush(session)
  const { returning = false, ...given } = options
  const { finder, after } = yield* beforeBulkDestroy(session.core, session.context, model, given)
  const statement = deleteWhereStatement(session.core, model, everyRow(model, finder), returning)
  const { count, rows } = yield* send(session, statement)
  // ON DELETE may have reached any table.
  session.expire()
  yield* after()
  if (returning === false) return count
  return returning === true ? detached(session, model, rows) : handed(session, model, rows, returning)
}

/** A write of every row that fits is not one of some of them. */
function everyRow(model: ModelClass, options: Finder): Finder {
  const finder = finderOf(model, options)
  if (finder.limit === undefined && finder.offset === undefined) return finder
  throw new SessionError(
    'INVALID_OPTION',
    `update() and destroy() write every row of ${model.name} that fits, and take no limit. Find the keys first, and name them in "where".`,
  )
}

type Inserted = { readonly count: number; readonly given: readonly object[] }

function* insertAll(
  session: SessionState,
  model: ModelClass,
  rows: readonly Row[],
  { onConflict, returning }: { readonly onConflict: ConflictRule | undefined; readonly returning: Returning },
): Step<Inserted> {
  const layout = layoutOf(model, rows)
  const given: object[] = []
  let count = 0
  for (let start = 0; start < rows.length; start += layout.size) {
    const page = rows.slice(start, start + layout.size)
    const statement = insertPage(session.core, model, layout, page, { onConflict, returning })
    const result = yield* send(session, statement)
    count += result.count
    given.push(...handed(session, model, result.rows, returning))
  }
  return { count, given }
}

type Prepared = { readonly rows: readonly Row[]; readonly after: After }

/** Rows with the model's defaults; as instances first where it has hooks or validators that want to see them. */
function* prepared(
  session: SessionState,
  model: ModelClass,
  rows: readonly Row[],
  options: InsertOptions,
): Step<Prepared> {
  const { core, context } = session
  const isSeen = hasHooks(core, model, 'beforeBulkCreate', 'afterBulkCreate') || hasValidators(model)
  if (!isSeen) return { rows: rows.map((row) => rowOf(model, valuesOf(model, row))), after: nothing }
  const instances = rows.map((row) => model.build(valuesOf(model, row) as never))
  const after = yield* beforeBulkCreate(core, context, model, instances, options)
  return { rows: instances.map((each) => rowOf(model, insideInstance(each).dataValues)), after }
}

/** The rows that came back, as was asked for. */
function handed(
  session: SessionState,
  model: ModelClass,
  rows: readonly (readonly unknown[])[],
  returning: Returning,
): readonly object[] {
  if (returning === false) return []
  if (returning === true) return admitted(session, model, rows)
  const blank: Record<string, unknown> = Object.fromEntries(returning.map((name) => [name, undefined]))
  return rows.map((row) => {
    const object = { ...blank } // has every property already, so that assigning makes none
    for (let column = 0; column < returning.length; column++) object[returning[column] ?? ''] = row[column]
    return object
  })
}

/** The rows that came back, as objects of this session: each is what its row is now. */
function admitted(session: SessionState, model: ModelClass, rows: readonly (readonly unknown[])[]): Model[] {
  const names = columnsOf(model).map((column) => column.fieldName)
  if (rows.length > 0) session.expire(model)
  const reader = rowReader(session, model, names, { virtuals: [...inside(model)._virtualAttributes] })
  return rows.map(reader).filter((instance) => instance !== undefined)
}

/** Rows that are gone, as instances that belong to nobody. */
function detached(session: SessionState, model: ModelClass, rows: readonly (readonly unknown[])[]): Model[] {
  const instances = admitted(session, model, rows)
  for (const instance of instances) {
    session.remember(instance)
    session.release(instance)
  }
  return instances
}

function expire(session: SessionState, model: ModelClass, except: readonly Model[]): void {
  session.expire(model)
  for (const instance of except) session.freshen(instance)
}

function* pages(rows: Iterable<Row>, size: number): Iterable<readonly Row[]> {
  if (Array.isArray(rows) && rows.length <= size) {
    if (rows.length > 0) yield rows as readonly Row[]
    return
  }
  let page: Row[] = []
  for (const row of rows) {
    page.push(row)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
