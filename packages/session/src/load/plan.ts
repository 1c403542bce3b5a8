/** A load resolved against the models: which relation each branch is, and in which SELECT it arrives. */
import type { Relation } from '../core/relation.ts'
import { relationOf } from '../core/relation.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { finderOf } from '../core/select.ts'
import type { LoadBranch, LoadTree, Strategy } from './strategy.ts'

/** One branch: its relation, the finder options of its rows, and the branches beyond it. */
export type Branch = {
  readonly relation: Relation
  readonly strategy: Strategy
  readonly finder: Finder
  readonly branches: Branches
}

/** The branches of one level, by how they are read. */
export type Branches = { readonly joined: readonly Branch[]; readonly selectin: readonly Branch[] }

/**
 * Resolves a load.
 * @throws SessionError UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE
 */
export function plan(model: ModelClass, tree: LoadTree | undefined): Branches {
  const branches = Object.entries(tree ?? {}).flatMap(([name, branch]) =>
    branch === undefined ? [] : [resolve(relationOf(model, name), branch === true ? {} : branch)],
  )
  return {
    joined: branches.filter((branch) => branch.strategy === 'joined'),
    selectin: branches.filter((branch) => branch.strategy === 'selectin'),
  }
}

function resolve(relation: Relation, branch: LoadBranch): Branch {
  const { strategy = 'selectin', load, ...options } = branch
  const finder = finderOf(relation.target, withKeys(relation, options))
  return { relation, strategy, finder, branches: plan(relation.target, load) }
}

/** A child is matched to its parent by its foreign key, so that is read even where `attributes` leaves it out. */
function withKeys(relation: Relation, options: Finder): Finder {
  const { attributes } = options
  if (!Array.isArray(attributes) || attributes.includes(relation.targetKey)) return options
  return { ...options, attributes: [...attributes, relation.targetKey] }
}
