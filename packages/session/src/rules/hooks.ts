/** Sequelize's hooks, run one after the other as asks of a step: the model's own, then the universal ones of its engine. */
import type { Sequelize } from 'sequelize'
import type { Core } from '../core/core.ts'
import type { Hook, HookFunction, ModelClass } from '../core/sequelize.ts'
import { allHooksOf, hooksOf } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { call } from '../core/step.ts'

type Written = 'Validate' | 'Create' | 'Update' | 'Destroy' | 'BulkCreate' | 'BulkUpdate' | 'BulkDestroy'

/**
 * The hooks that a session runs. Sequelize adds a hook of `beforeSave` to those of `beforeCreate` and `beforeUpdate`, and
 * one of `afterSave` likewise: they come in the order in which they were added, and have no turn of their own.
 */
export type HookType =
  | `${'before' | 'after'}${Written}`
  | 'validationFailed'
  | 'beforeFind'
  | 'beforeFindAfterExpandIncludeAll'
  | 'beforeFindAfterOptions'
  | 'afterFind'
  | 'beforeCount'

/** Whether there is a hook of any of these types to run for a model. */
export function hasHooks(core: Core, model: ModelClass, ...types: readonly HookType[]): boolean {
  return hasAny(model, types) || hasAny(core.sequelize, types)
}

/** Most models have no hooks at all, which is seen at once. */
function hasAny(target: ModelClass | Sequelize, types: readonly string[]): boolean {
  for (const type in allHooksOf(target))
    if (types.includes(type) && hooksOf(target, type).length > 0) return true
  return false
}

/**
 * Runs the hooks of one type, each when the one before is done, and gives what the last of them returned.
 * @param args what Sequelize hands to hooks of this type: `(instance, options)`, `(options)` …
 */
export function* runHooks(
  core: Core,
  model: ModelClass,
  type: HookType,
  ...args: readonly unknown[]
): Step<unknown> {
  let last: unknown
  for (const hook of [...hooksOf(model, type), ...hooksOf(core.sequelize, type)]) {
    last = yield* call(describe(hook, type, model), () => Reflect.apply(functionOf(hook), model, args))
  }
  return last
}

function functionOf(hook: Hook): HookFunction {
  return typeof hook === 'function' ? hook : hook.fn
}

/** A hook as people know it: by its type, its model, and the name it was added or written under. */
function describe(hook: Hook, type: HookType, model: ModelClass): string {
  const named = hook.name === '' || hook.name === type ? '' : ` "${hook.name}"`
  return `hook ${type}${named} of ${model.name}`
}
