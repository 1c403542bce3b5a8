/** The hooks around reads. */
import type { Core } from '../core/core.ts'
import type { HookContext } from './hook-options.ts'
import { hookOptions, withoutContext } from './hook-options.ts'
import { hasHooks, runHooks } from './hooks.ts'
import { nothing } from './lifecycle.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { cloneDeep, inside } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'

/** What the hooks made of a read's options, and what comes when it has its result: instances, or one of them or null. */
export type HookedFind = { readonly finder: Finder; readonly after: (found: unknown) => Step<unknown> }

/**
 * What comes before a read: `beforeFind` with the scope applied, `beforeFindAfterExpandIncludeAll` with all attributes named,
 * `beforeFindAfterOptions` with them as columns. Each may change the options.
 * @param compile makes of options what the query generator reads
 */
export function* beforeFind(
  core: Core,
  context: HookContext,
  model: ModelClass,
  given: Finder,
  compile: (options: Finder) => Finder,
): Step<HookedFind> {
  if (!hasFindHooks(core, model)) return { finder: compile(given), after: nothing }
  const options = hookOptions(context, cloneDeep(given))
  inside(model)._injectScope(options)
  yield* runHooks(core, model, 'beforeFind', options)
  inside(model)._expandAttributes(options)
  yield* runHooks(core, model, 'beforeFindAfterExpandIncludeAll', options)
  const compiled = hookOptions(context, compile(withoutContext(options)))
  yield* runHooks(core, model, 'beforeFindAfterOptions', compiled)
  return {
    finder: withoutContext(compiled),
    after: (found) => runHooks(core, model, 'afterFind', found, compiled),
  }
}

/** Whether somebody may change what is read of a model, or look at it. */
export function hasFindHooks(core: Core, model: ModelClass): boolean {
  return hasHooks(core, model, ...around)
}

/** What comes before rows are counted: `beforeCount`, which may change the options. */
export function* beforeCount(
  core: Core,
  context: HookContext,
  model: ModelClass,
  given: Finder,
): Step<Finder> {
  if (!hasHooks(core, model, 'beforeCount')) return given
  const options = hookOptions(context, cloneDeep(given))
  yield* runHooks(core, model, 'beforeCount', options)
  return withoutContext(options)
}

const around = [
  'beforeFind',
  'beforeFindAfterExpandIncludeAll',
  'beforeFindAfterOptions',
  'afterFind',
] as const
