/** The hooks around set-based writes. They are for the whole: none runs for a single row. */
import { AggregateError, BulkRecordError, ValidationError } from 'sequelize'
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import type { Scope } from './check.ts'
import { check, everything } from './check.ts'
import type { Core } from '../core/core.ts'
import type { HookContext, HookOptions } from './hook-options.ts'
import { attributeNames, hookOptions, writeOptions } from './hook-options.ts'
import type { HookType } from './hooks.ts'
import { hasHooks, runHooks } from './hooks.ts'
import type { After } from './lifecycle.ts'
import { nothing } from './lifecycle.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { classOf, inside, insideInstance } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { validate } from './validate.ts'

type Values = Readonly<Record<string, unknown>>

/** What the hooks made of a set-based write, and what comes after it. */
export type BulkUpdate = { readonly values: Values; readonly finder: Finder; readonly after: After }
export type BulkDestroy = Omit<BulkUpdate, 'values'>

/**
 * What comes before rows are inserted: `beforeBulkCreate`, which may change the instances, then their validation.
 * @param instances one for each row, built with the model's setters and defaults
 * @param given options of the insert, which the hooks see
 * @throws AggregateError of BulkRecordErrors, as `bulkCreate` with `validate` does
 */
export function* beforeBulkCreate(
  core: Core,
  context: HookContext,
  model: ModelClass,
  instances: readonly Model[],
  given: object = {},
): Step<After> {
  if (!hasHooks(core, model, 'beforeBulkCreate', 'afterBulkCreate')) {
    yield* checkAll(model, instances, everything)
    return nothing
  }
  const options = hookOptions(context, {
    validate: true,
    fields: [...attributeNames(model)],
    ...given,
    ...bulk(model),
  })
  yield* runBulk(core, model, 'beforeBulkCreate', options, instances)
  if (options.validate) yield* checkAll(model, instances, options)
  return () => runHooks(core, model, 'afterBulkCreate', instances, options)
}

/**
 * What comes before values are written to every row that fits: setters, validation, then `beforeBulkUpdate`, which may change
 * `options.attributes` and `options.where`.
 * @param values what to write by attribute; what is undefined is left alone
 * @param finder which rows, as the caller wrote it
 * @throws ValidationError
 */
export function* beforeBulkUpdate(
  core: Core,
  context: HookContext,
  model: ModelClass,
  values: Values,
  finder: Finder,
): Step<BulkUpdate> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  const built = model.build(given as never)
  const names = [...new Set([...Object.keys(given), ...insideInstance(built)._changed])]
  yield* validate(core, built, writeOptions(context, names))
  const attributes = valuesOf(built, names, given)
  if (!hasHooks(core, model, 'beforeBulkUpdate', 'afterBulkUpdate')) {
    return { values: attributes, finder, after: nothing }
  }
  const own = { validate: true, fields: Object.keys(attributes), attributes, ...bulk(model) }
  const options = hookOptions(context, { ...finder, ...own })
  yield* runBulk(core, model, 'beforeBulkUpdate', options)
  return {
    values: options.attributes,
    finder: finderIn(options, finder),
    after: () => runHooks(core, model, 'afterBulkUpdate', options),
  }
}

/** What comes before every row that fits is deleted: `beforeBulkDestroy`, which may change `options.where`. */
export function* beforeBulkDestroy(
  core: Core,
  context: HookContext,
  model: ModelClass,
  finder: Finder,
): Step<BulkDestroy> {
  if (!hasHooks(core, model, 'beforeBulkDestroy', 'afterBulkDestroy')) return { finder, after: nothing }
  const options = hookOptions(context, { ...finder, force: false, ...bulk(model) })
  yield* runBulk(core, model, 'beforeBulkDestroy', options)
  return {
    finder: finderIn(options, finder),
    after: () => runHooks(core, model, 'afterBulkDestroy', options),
  }
}

const bulk = (model: ModelClass) => ({ model, individualHooks: false })

/** @throws SessionError INVALID_OPTION where the hook asks for the hooks of single rows */
function* runBulk(
  core: Core,
  model: ModelClass,
  type: HookType,
  options: HookOptions & { individualHooks: boolean },
  ...first: readonly unknown[]
): Step<void> {
  yield* runHooks(core, model, type, ...first, options)
  if (!options.individualHooks) return
  throw new SessionError(
    'INVALID_OPTION',
    `A hook ${type} of ${model.name} sets individualHooks, but a set-based write has no instances to run them for. ` +
      'Read the rows and change, add() or delete() them: a flush runs the hooks of each.',
  )
}

function* checkAll(model: ModelClass, instances: readonly Model[], scope: Scope): Step<void> {
  const errors: BulkRecordError[] = []
  for (const instance of instances) {
    try {
      yield* check(instance, scope)
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      errors.push(new BulkRecordError(error, instance))
    }
  }
  const [first] = errors
  if (first === undefined) return
  const message = `${errors.length} of ${instances.length} rows of ${model.name} cannot be inserted: ${first.message}`
  throw Object.assign(new AggregateError(errors), { message })
}

/** The named values as the model's setters and hooks left them; a virtual one has no column. */
function valuesOf(built: Model, names: readonly string[], given: Values): Values {
  const { dataValues } = insideInstance(built)
  const { _virtualAttributes } = inside(classOf(built))
  const stored = names.filter((name) => !_virtualAttributes.has(name))
  return Object.fromEntries(stored.map((name) => [name, name in dataValues ? dataValues[name] : given[name]]))
}

function finderIn(options: object, given: Finder): Finder {
  const names = new Set([...Object.keys(given), 'where', 'paranoid', 'limit'])
  return Object.fromEntries(
    [...names].filter((name) => name in options).map((name) => [name, options[name as keyof typeof options]]),
  )
}
