/** Hooks and validators that a session does not run are refused, never skipped in silence. */
import { SessionError } from '../error.ts'
import type { ModelClass } from './sequelize.ts'
import { inside } from './sequelize.ts'

const writing = /^(before|after)(Bulk)?(Create|Update|Save|Destroy|Upsert|Validate)$|^validationFailed$/

/**
 * Refuses to write a model whose own rules would not be kept.
 * @throws SessionError UNRUN_HOOK, naming them
 */
export function refuseUnrun(model: ModelClass): void {
  const { options, rawAttributes } = inside(model)
  const hooks = Object.keys(options.hooks ?? {}).filter((name) => writing.test(name))
  const validated = Object.values(rawAttributes)
    .filter((attribute) => attribute.validate !== undefined)
    .map((attribute) => `validate of ${attribute.fieldName}`)
  const rules = [...hooks, ...validated]
  if (rules.length === 0) return
  throw new SessionError(
    'UNRUN_HOOK',
    `${model.name} has rules that a session does not run yet: ${rules.join(', ')}. Write it through Sequelize, or make them constraints.`,
  )
}
