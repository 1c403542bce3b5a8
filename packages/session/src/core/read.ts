/** Reads: whatever a session gives back goes through its identity map. */
import type { Model } from 'sequelize'
import type { Result } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import { plan } from '../load/plan.ts'
import { readJoined } from '../load/read-joined.ts'
import { loadBranch, loadBranches } from '../load/selectin.ts'
import type { LoadTree } from '../load/strategy.ts'
import { relationValue } from './attachment.ts'
import { flush } from './flush.ts'
import { rowReader } from './hydrate.ts'
import { rowKey } from './identity-map.ts'
import type { Relation } from './relation.ts'
import { keyOf } from './relation.ts'
import { columnNames, finderOf, select, selectCount } from './select.ts'
import type { Finder, ModelClass } from './sequelize.ts'
import { inside } from './sequelize.ts'
import type { Sql } from './sql.ts'
import { statement } from './sql.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'
import { send } from './transaction.ts'

/** Finder options with the relations to load. */
export type ReadOptions = Finder & { readonly load?: LoadTree | undefined }

/** A row as an object by column name. */
export type RawRow = Record<string, unknown>

/** Every row that fits, as instances, or as plain objects where `raw` is asked for. Pending changes are written first. */
export function* findAll(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown[]> {
  const { load, ...given } = options
  const branches = plan(model, load)
  const finder = finderOf(model, given)
  yield* flush(session)
  if (finder.raw === true || finder.group !== undefined) return yield* findRaw(session, model, finder)
  const instances =
    branches.joined.length === 0
      ? yield* findPlain(session, model, finder)
      : (yield* readJoined(session, { model, finder, joined: branches.joined })).instances
  yield* loadBranches(session, instances, branches)
  return [...instances]
}

/** The first row that fits, or null. */
export function* findOne(session: SessionState, model: ModelClass, options: ReadOptions): Step<unknown> {
  const [first] = yield* findAll(session, model, { ...options, limit: 1 })
  return first ?? null
}

/**
 * The instance of a primary key, or null. One that the session holds already is given without asking the database.
 * @param key the key's value, or an object of values by attribute where the key is composite
 * @throws SessionError INVALID_KEY
 */
export function* get(
  session: SessionState,
  model: ModelClass,
  key: unknown,
  options: Pick<ReadOptions, 'load'> = {},
): Step<Model | null> {
  const where = keyCondition(model, key)
  const known = session.identities.find(model, rowKey(Object.values(where)))
  if (known !== undefined && session.deleted.has(known)) return null
  if (known === undefined || session.stale.has(known)) {
    return (yield* findOne(session, model, { ...options, where })) as Model | null
  }
  yield* loadBranches(session, [known], plan(model, options.load))
  return known
}

/** How many rows fit. */
export function* count(session: SessionState, model: ModelClass, options: Finder): Step<number> {
  const finder = finderOf(model, options)
  yield* flush(session)
  const { rows } = yield* send(session, selectCount(session.core, model, finder))
  return Number(rows[0]?.[0])
}

/** Sends SQL as it was written and gives its rows as objects. */
export function* execute(session: SessionState, piece: Sql): Step<RawRow[]> {
  yield* flush(session)
  return objects(yield* send(session, statement(piece)))
}

/** Reads one relation of one instance. */
export function* readRelation(session: SessionState, instance: Model, relation: Relation): Step<unknown> {
  const [branch] = plan(relation.source, { [relation.name]: true }).selectin
  if (branch === undefined) return undefined
  yield* flush(session)
  if (keyOf(relation, instance) === null) return null
  yield* loadBranch(session, [instance], branch)
  return relationValue(instance, relation.name)
}

function* findPlain(session: SessionState, model: ModelClass, finder: Finder): Step<Model[]> {
  const { statement, names } = select(session.core, model, finder)
  const { rows } = yield* send(session, statement)
  const read = rowReader(session, model, names)
  return rows.map(read).filter((instance) => instance !== undefined)
}

function* findRaw(session: SessionState, model: ModelClass, finder: Finder): Step<RawRow[]> {
  const result = yield* send(session, select(session.core, model, finder).statement)
  return objects({ ...result, columns: columnNames(finder) })
}

function objects({ columns, rows }: Result): RawRow[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
}

function keyCondition(model: ModelClass, key: unknown): Record<string, unknown> {
  const names = inside(model).primaryKeyAttributes
  const composite = typeof key === 'object' && key !== null && !(key instanceof Date) && !Buffer.isBuffer(key)
  const given: Record<string, unknown> = composite ? { ...key } : { [names[0] ?? 'id']: key }
  const values = names.map((name) => [name, given[name]] as const)
  const complete = values.every(([, value]) => value !== undefined && value !== null)
  if (names.length > 0 && complete && Object.keys(given).length === names.length)
    return Object.fromEntries(values)
  const shape = names.length === 1 ? `a value of ${names[0]}` : `an object of ${names.join(' and ')}`
  throw new SessionError('INVALID_KEY', `The primary key of ${model.name} is ${shape}.`)
}
