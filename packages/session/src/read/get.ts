/** Reads by primary key: the object that the session holds, or its row by a statement that is compiled once. */
import { Op } from 'sequelize'
import { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { SessionError, StaleDataError } from '../error.ts'
import { encode } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import { hasHooks } from '../rules/hooks.ts'
import { keyPart, rowKey } from '../core/identity-map.ts'
import type { Look } from '../core/model-look.ts'
import { isSame, lookOf } from '../core/model-look.ts'
import { isDeferred } from '../core/plain.ts'
import { groupBy } from '../core/group-by.ts'
import { recordOf } from '../core/record.ts'
import { forgetRelation, isRead, relationValue } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { keyOf, relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf, classOf, inside } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import { forgetChanges } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { text } from '../core/text.ts'
import { noteStored, storedValue } from '../core/changes.ts'
import { read } from '../core/transaction.ts'
import { isEager } from '../core/loading.ts'
import { loadRelation, loadTree } from '../load/onto.ts'
import type { LoadTree } from '../load/strategy.ts'
import { demand } from '../unit/membership.ts'
import { autoflush } from '../unit/flush.ts'
import type { ReadOptions } from './find.ts'
import { findOne, sendRead } from './find.ts'
import type { Shape } from './hydrate.ts'
import { readerOf, shapeOf } from './hydrate.ts'
import { finderOf, select } from './select.ts'

type GetOptions = Pick<ReadOptions, 'load' | 'lock' | 'skipLocked'>

/**
 * The instance of a primary key, or null. One that the session holds already is given without asking the database.
 * @param key the key's value, or an object of values by attribute where the key is composite
 * @throws SessionError INVALID_KEY
 */
export function* get(
  session: SessionState,
  model: ModelClass,
  key: unknown,
  options: GetOptions = {},
): Step<Model | null> {
  const known = held(session, model, keyText(model, key))
  if (known === null) return null
  if (known !== undefined && options.lock === undefined) {
    if (options.load !== undefined) yield* load(session, [known], options.load)
    return known
  }
  const where = keyCondition(model, key)
  const compiled =
    options.load === undefined && options.lock === undefined ? pointRead(session, model) : undefined
  if (compiled === undefined) return (yield* findOne(session, model, { ...options, where })) as Model | null
  yield* autoflush(session)
  const { rows } = yield* read(session, statementOf(session.core, model, compiled, where))
  const [row] = rows
  return row === undefined ? null : (readerOf(session, compiled.shape)(row) ?? null)
}

/** The object that the session holds for a row, as its row was last read; null where the next flush deletes it. */
export function held(session: SessionState, model: ModelClass, key: string): Model | null | undefined {
  const known = session.identities.find(model, key)
  if (known === undefined) return undefined
  if (session.deleted.has(known)) return null
  return session.isStale(known) || recordOf(known).partial ? undefined : known
}

/**
 * Reads an instance's row anew and overwrites what it holds, unwritten changes too.
 * @throws StaleDataError where the row is gone; SessionError NOT_IN_SESSION
 */
export function* refresh(
  session: SessionState,
  instance: Model,
  { attributes, load, lock }: { attributes?: readonly string[]; load?: LoadTree; lock?: unknown } = {},
): Step<void> {
  demand(session, instance)
  const model = inside(classOf(instance)).unscoped()
  const where = Object.fromEntries(
    inside(model).primaryKeyAttributes.map((name) => [name, storedValue(instance, name)]),
  )
  const chosen = attributes === undefined ? {} : { attributes: [...attributes] }
  const finder = finderOf(model, {
    where,
    paranoid: false,
    limit: 1,
    ...chosen,
    ...(lock === undefined ? {} : { lock }),
  })
  forgetChanges(instance)
  yield* autoflush(session)
  const { statement, names } = select(session.core, model, finder)
  const { rows } = yield* sendRead(session, finder, statement)
  const [row] = rows
  if (row === undefined)
    throw new StaleDataError(`The row of this ${model.name} is gone: there is nothing to refresh it from.`)
  for (const [index, name] of names.entries()) noteStored(instance, name, row[index])
  if (attributes === undefined) settleWhole(session, instance)
  if (load === undefined) return
  for (const name of Object.keys(load)) forgetRelation(instance, name)
  yield* loadTree(session, model, [instance], load)
}

/**
 * Loads relations onto instances that the session holds, whether they have them or not, and gives the same instances. Added ones
 * are inserted first.
 * @throws SessionError NOT_IN_SESSION, UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE, INVALID_OPTION
 */
export function* load(
  session: SessionState,
  given: Model | Iterable<Model>,
  tree: LoadTree,
): Step<Model | readonly Model[]> {
  const all = listed(given)
  yield* autoflush(session)
  for (const instance of all) demand(session, instance)
  for (const [model, each] of groupBy(all, (instance) => classOf(instance)))
    yield* loadTree(session, model, each, tree)
  return given instanceof Model ? given : all
}

function listed(given: Model | Iterable<Model>): readonly Model[] {
  if (given instanceof Model) return [given]
  if (typeof given === 'object' && given !== null && Symbol.iterator in given) return [...given]
  throw new SessionError('INVALID_OPTION', 'load() takes an instance, or a list of instances.')
}

/** Reads one relation of one instance. */
export function* readRelation(session: SessionState, instance: Model, relation: Relation): Step<unknown> {
  yield* readRelations(session, [instance], relation)
  return relationValue(instance, relation.name) ?? null
}

/** Reads one relation of those instances that have not got it; one without a key has nothing to read. */
export function* readRelations(
  session: SessionState,
  instances: Iterable<Model>,
  relation: Relation,
): Step<void> {
  yield* autoflush(session)
  const lacking = [...instances].filter((instance) => !isRead(instance, relation.name))
  const keyless = lacking.filter((instance) => isDeferred(instance, relation.key))
  yield* readAttributes(session, keyless, relation.key)
  const parents = lacking.filter((instance) => keyOf(relation, instance) !== null)
  if (parents.length > 0) yield* loadRelation(session, relation, parents)
}

/** Reads one attribute that was deferred, of several instances of one model. */
function* readAttributes(session: SessionState, instances: readonly Model[], name: string): Step<void> {
  const [first, ...others] = instances
  if (first === undefined) return
  if (others.length === 0) return void (yield* readAttribute(session, first, name))
  const model = inside(classOf(first)).unscoped()
  const keys = inside(model).primaryKeyAttributes
  const attributes = [name, ...keys]
  const rowsKeys = instances.map((instance) => keys.map((key) => storedValue(instance, key)))
  const finder = finderOf(model, { where: anyOf(keys, rowsKeys), paranoid: false, raw: true, attributes })
  yield* autoflush(session)
  const { rows } = yield* read(session, select(session.core, model, finder).statement)
  const values = new Map(rows.map(([value, ...key]) => [rowKey(key), value]))
  for (const [index, instance] of instances.entries()) {
    const key = rowKey(rowsKeys[index] ?? [])
    if (!values.has(key)) throw gone(model, name)
    noteStored(instance, name, values.get(key))
  }
}

function anyOf(names: readonly string[], keys: readonly (readonly unknown[])[]): object {
  const [name, ...others] = names
  if (name !== undefined && others.length === 0) return { [name]: keys.map(([value]) => value) }
  return {
    [Op.or]: keys.map((key) => Object.fromEntries(names.map((name, index) => [name, key[index]]))),
  }
}

/** Reads one attribute that was deferred. */
export function* readAttribute(session: SessionState, instance: Model, name: string): Step<unknown> {
  const model = inside(classOf(instance)).unscoped()
  const where = Object.fromEntries(
    inside(model).primaryKeyAttributes.map((key) => [key, storedValue(instance, key)]),
  )
  const finder = finderOf(model, { where, paranoid: false, raw: true, attributes: [name] })
  yield* autoflush(session)
  const { rows } = yield* read(session, select(session.core, model, finder).statement)
  const [row] = rows
  if (row === undefined) throw gone(model, name)
  noteStored(instance, name, row[0])
  return row[0]
}

function gone(model: ModelClass, name: string): StaleDataError {
  return new StaleDataError(`The row of this ${model.name} is gone: there is no ${name} to read from it.`)
}

type PointRead = { readonly text: string; readonly shape: Shape }

/** What was compiled for a model, as long as it looks the same. */
type Kept = { readonly look: Look; readonly read: PointRead | undefined }

const compiled = new WeakMap<Core, WeakMap<ModelClass, Kept>>()

/** The statement that reads a row by its key; none where a scope or a hook may change it from time to time. */
export function pointRead({ core }: SessionState, model: ModelClass): PointRead | undefined {
  const byModel = compiled.get(core) ?? new WeakMap<ModelClass, Kept>()
  compiled.set(core, byModel)
  let kept = byModel.get(model)
  if (kept === undefined || !isSame(kept.look)) {
    kept = { look: lookOf(model), read: compile(core, model) }
    byModel.set(model, kept)
  }
  const isHooked = hasHooks(
    core,
    model,
    'beforeFind',
    'afterFind',
    'beforeFindAfterOptions',
    'beforeFindAfterExpandIncludeAll',
  )
  return isHooked ? undefined : kept.read
}

function compile(core: Core, model: ModelClass): PointRead | undefined {
  const keys = inside(model).primaryKeyAttributes
  const isPlain = keys.every((name) => plainKeys.has(attributeOf(model, name)?.type.key ?? ''))
  const isLoading = [...relationsOf(model).values()].some(({ loading }) => isEager(loading))
  if (!isPlain || isLoading || Object.keys(inside(model)._scope ?? {}).length > 0) return undefined
  const finder = finderOf(model, { where: Object.fromEntries(keys.map((name) => [name, '1'])) })
  const { statement, names } = select(core, model, finder)
  return statement.values.length === keys.length
    ? { text: statement.text, shape: shapeOf(model, names, finder.virtuals) }
    : undefined
}

/** Keys that are bound as they are, one parameter each. */
const plainKeys = new Set(['SMALLINT', 'INTEGER', 'BIGINT', 'STRING', 'TEXT', 'UUID'])

function statementOf(
  core: Core,
  model: ModelClass,
  { text: source }: PointRead,
  where: Readonly<Record<string, unknown>>,
): Statement {
  const values = Object.entries(where).map(([name, value]) => {
    const column = attributeOf(model, name)
    return text(column === undefined ? value : encode(core, column, value))
  })
  return { text: source, values, prepare: true }
}

function settleWhole(session: SessionState, instance: Model): void {
  recordOf(instance).partial = false
  session.freshen(instance)
}

/**
 * A primary key as the text that its row's object is filed under.
 * @throws SessionError INVALID_KEY
 */
export function keyText(model: ModelClass, key: unknown): string {
  const isOne = typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint'
  if (isOne && inside(model).primaryKeyAttributes.length === 1) return keyPart(key)
  return rowKey(Object.values(keyCondition(model, key)))
}

/**
 * A primary key as a condition.
 * @throws SessionError INVALID_KEY
 */
export function keyCondition(model: ModelClass, key: unknown): Record<string, unknown> {
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
