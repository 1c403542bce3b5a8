/** Sequelize's validation of an instance, as a step: the rules of its model, and the hooks around them. */
import type { Model } from 'sequelize'
import { ValidationError } from 'sequelize'
import { check } from './check.ts'
import type { Core } from '../core/core.ts'
import type { WriteOptions } from './hook-options.ts'
import { attributeNames, changedFields } from './hook-options.ts'
import { hasHooks, runHooks } from './hooks.ts'
import { classOf } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'

/**
 * Validates an instance before it is written: `beforeValidate`, the rules of its model, then `afterValidate` or
 * `validationFailed`, which may return an error to be thrown instead. What `beforeValidate` changes is validated with the rest.
 * @throws ValidationError with the items that `instance.validate()` would give
 */
export function* validate(core: Core, instance: Model, options: WriteOptions): Step<void> {
  if (!options.validate) return
  const model = classOf(instance)
  if (!options.hooks || !hasHooks(core, model, 'beforeValidate', 'afterValidate', 'validationFailed')) {
    return yield* check(instance, options)
  }
  options.skip = attributeNames(model).filter((name) => !options.fields.includes(name))
  try {
    yield* runHooks(core, model, 'beforeValidate', instance, options)
    noteChanges(instance, options)
    yield* checkOrReplace(core, instance, options)
    yield* runHooks(core, model, 'afterValidate', instance, options)
  } finally {
    delete options.skip
  }
}

/** A stored instance is written with what its hooks change. */
function noteChanges(instance: Model, options: WriteOptions): void {
  if (instance.isNewRecord) return
  const more = changedFields(instance).filter((name) => !options.fields.includes(name))
  options.fields.push(...more)
  options.skip = (options.skip ?? []).filter((name) => !more.includes(name))
}

function* checkOrReplace(core: Core, instance: Model, options: WriteOptions): Step<void> {
  try {
    yield* check(instance, options)
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const other = yield* runHooks(core, classOf(instance), 'validationFailed', instance, options, error)
    throw other instanceof Error ? other : error
  }
}
