/** What a load may look like. The compiler knows; this is for those who have none, or silence it. */
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { BranchOptions, LoadBranch, LoadTree, ThroughOptions } from './strategy.ts'

/** `include` has a refusal of its own, which says what to write instead. */
const branchOptions: Readonly<Record<keyof LoadBranch | 'include', true>> = {
  where: true,
  order: true,
  limit: true,
  offset: true,
  attributes: true,
  loadOnly: true,
  defer: true,
  required: true,
  through: true,
  load: true,
  strategy: true,
  include: true,
}

const throughOptions: Readonly<Record<keyof ThroughOptions, true>> = { where: true, attributes: true }

/**
 * Refuses a load that names nothing, such as a list of names.
 * @throws SessionError INVALID_OPTION
 */
export function checkTree(model: ModelClass, tree: LoadTree): void {
  if (isObject(tree)) return
  const names = [...relationsOf(model).keys()].toSorted().join(', ')
  throw invalid(`"load" takes an object with relations of ${model.name} as its names: ${names}.`)
}

/**
 * Refuses a branch that would be read as something else than was meant: a strategy that was not called, an option that is not there.
 * @throws SessionError INVALID_OPTION
 */
export function checkBranch({ source, name }: Relation, branch: true | LoadBranch): void {
  if (branch === true) return
  const path = `${source.name}.${name}`
  if (!isObject(branch)) {
    throw invalid(
      `${path} takes true, an object, or a strategy that is called: selectin(), joined(). Leave it out to load nothing.`,
    )
  }
  checkNames(path, branch, branchOptions)
  const { through }: Pick<BranchOptions, 'through'> = branch
  if (through !== undefined && through !== true) checkThrough(path, through)
}

function checkThrough(path: string, through: ThroughOptions): void {
  if (!isObject(through))
    throw invalid(`"through" of ${path} takes true or an object. Leave it out otherwise.`)
  checkNames(`"through" of ${path}`, through, throughOptions)
}

function checkNames(what: string, given: object, known: Readonly<Record<string, true>>): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  if (wrong === undefined) return
  const names = Object.keys(known).filter((name) => name !== 'include')
  throw invalid(`${what} has no option "${wrong}". It has ${names.join(', ')}.`)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(message: string): SessionError {
  return new SessionError('INVALID_OPTION', message)
}
