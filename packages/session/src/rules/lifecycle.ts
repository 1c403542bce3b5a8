/**
 * The rules around a row's write, in Sequelize's order. What comes before runs at once; what comes after is given back, to
 * be run when the row is written:
 * - insert: beforeValidate, validation, afterValidate, beforeCreate and beforeSave | afterCreate and afterSave
 * - update: beforeValidate, validation, afterValidate, beforeUpdate and beforeSave | afterUpdate and afterSave
 * - delete, of paranoid models too: beforeDestroy | afterDestroy
 *
 * A hook that comes before may set attributes: they are written. One that comes after still sees `changed()` and `previous()`.
 */
import type { Model } from 'sequelize'
import { storedValues } from '../core/changes.ts'
import { recordOf } from '../core/record.ts'
import { check, everything } from './check.ts'
import type { Core } from '../core/core.ts'
import type { HookContext, WriteOptions } from './hook-options.ts'
import { changedFields, hookOptions, writeOptions, writtenFields } from './hook-options.ts'
import type { HookType } from './hooks.ts'
import { hasHooks, runHooks } from './hooks.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, insideInstance } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { validate } from './validate.ts'

/** Runs the hooks that come after a write. */
export type After = () => Step<unknown>

/**
 * What comes before new instances of one model are inserted, one instance after the other.
 * @throws ValidationError, and whatever a hook throws
 */
export function* beforeInsert(
  core: Core,
  context: HookContext,
  model: ModelClass,
  instances: readonly Model[],
): Step<After> {
  if (!hasInsertHooks(core, model)) {
    for (const instance of instances) yield* check(instance, everything)
    return nothing
  }
  const after: After[] = []
  for (const instance of instances) {
    const options = writeOptions(context, writtenFields(instance))
    yield* validate(core, instance, options)
    yield* runHooks(core, model, 'beforeCreate', instance, options)
    after.push(afterWrite(core, instance, 'afterCreate', options))
  }
  return inTurn(after)
}

/** Whether any hook is about inserts of a model. */
export function hasInsertHooks(core: Core, model: ModelClass): boolean {
  return hasHooks(core, model, ...aroundInsert)
}

/**
 * What comes before the changes of stored instances of one model are written. A hook may make more of them.
 * @throws ValidationError, and whatever a hook throws
 */
export function* beforeUpdate(
  core: Core,
  context: HookContext,
  model: ModelClass,
  instances: readonly Model[],
): Step<After> {
  const isHooked = hasHooks(core, model, 'beforeUpdate')
  const after: After[] = []
  for (const instance of instances) {
    const options = writeOptions(context, writtenFields(instance))
    yield* validate(core, instance, options)
    if (isHooked) yield* changing(core, instance, options)
    after.push(afterWrite(core, instance, 'afterUpdate', options))
  }
  return inTurn(after)
}

/** What comes before stored instances of one model are deleted, or marked as deleted. */
export function* beforeDelete(
  core: Core,
  context: HookContext,
  model: ModelClass,
  instances: readonly Model[],
): Step<After> {
  if (!hasHooks(core, model, 'beforeDestroy', 'afterDestroy')) return nothing
  const after: After[] = []
  for (const instance of instances) {
    const options = hookOptions(context, { force: false })
    yield* runHooks(core, model, 'beforeDestroy', instance, options)
    after.push(() => runHooks(core, model, 'afterDestroy', instance, options))
  }
  return hasHooks(core, model, 'afterDestroy') ? inTurn(after) : nothing
}

/** Nothing comes after: there are no such hooks. */
export const nothing: After = function* () {
  // Nothing to run.
}

const aroundInsert = [
  'beforeValidate',
  'afterValidate',
  'validationFailed',
  'beforeCreate',
  'afterCreate',
] as const

/** Runs `beforeUpdate`, and validates what it changed. */
function* changing(core: Core, instance: Model, options: WriteOptions): Step<void> {
  const model = classOf(instance)
  const inner = insideInstance(instance)
  const before = new Map(options.fields.map((name) => [name, inner.dataValues[name]]))
  yield* runHooks(core, model, 'beforeUpdate', instance, options)
  const fields = changedFields(instance).filter((name) => inner.dataValues[name] !== before.get(name))
  if (fields.length === 0) return
  options.fields.push(...fields.filter((name) => !before.has(name)))
  yield* check(instance, { fields })
}

function afterWrite(
  core: Core,
  instance: Model,
  type: Extract<HookType, 'afterCreate' | 'afterUpdate'>,
  options: WriteOptions,
): After {
  const model = classOf(instance)
  if (!hasHooks(core, model, type)) return nothing
  const { _previousDataValues, _changed, isNewRecord } = insideInstance(instance)
  const values = isNewRecord ? { ..._previousDataValues } : storedValues(instance)
  const before = { values, changed: [..._changed] }
  return () => asWritten(instance, before, runHooks(core, model, type, instance, options))
}

type Before = { readonly values: Record<string, unknown>; readonly changed: readonly string[] }

/** Runs hooks on an instance that shows what it was before its write, and keeps what they change on it themselves. */
function* asWritten(instance: Model, { values, changed }: Before, hooks: Step<unknown>): Step<void> {
  const inner = insideInstance(instance)
  const record = recordOf(instance)
  const { _previousDataValues: stored } = inner
  const written = { ...inner.dataValues }
  inner._previousDataValues = values
  const tracked = record.exchange(new Set(changed))
  try {
    yield* hooks
  } finally {
    const marked = new Set(record)
    inner._previousDataValues = stored
    record.exchange(tracked)
    for (const [name, value] of Object.entries(inner.dataValues)) {
      if (value === written[name]) continue
      if (marked.has(name)) record.add(name)
      else stored[name] = value
    }
  }
}

function inTurn(after: readonly After[]): After {
  const some = after.filter((each) => each !== nothing)
  if (some.length === 0) return nothing
  return function* () {
    for (const each of some) yield* each()
  }
}
