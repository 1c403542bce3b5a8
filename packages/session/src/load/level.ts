/** One SELECT of a load: the rows of a model, what comes along with them, and the parents that they are read for. */
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { Compiled } from '../read/select.ts'
import { isLocked } from '../read/select.ts'
import type { Between, Branch, Branches } from './plan.ts'

export type Level = {
  readonly model: ModelClass
  readonly finder: Compiled
  readonly branches: Branches
  readonly parents: Parents | undefined
}

/** Whose rows are read: of parents whose keys are given, or of those that another level finds. */
export type Parents = {
  readonly relation: Relation
  readonly between: Between | undefined
  readonly of: Level | 'keys'
}

/**
 * The level of a branch.
 * @param parents the level of its parents, which `subquery` repeats
 */
export function levelOf(branch: Branch, parents: Level | undefined): Level {
  const { relation, finder, between, branches, strategy } = branch
  const isByKeys =
    parents === undefined || strategy === 'selectin' || (strategy === 'subquery' && locks(parents))
  const of = isByKeys ? 'keys' : parents
  return { model: relation.target, finder, branches, parents: { relation, between, of } }
}

/** Whether to repeat a level would lock rows once more, which may be others than the first time. */
function locks({ finder, parents }: Level): boolean {
  return isLocked(finder) || (parents !== undefined && parents.of !== 'keys' && locks(parents.of))
}

/** Whether the parents' keys have to be given to read a level. */
export function takesKeys({ parents }: Level): boolean {
  if (parents === undefined) return false
  return parents.of === 'keys' || takesKeys(parents.of)
}
