/** A load resolved against the models: which relation each branch is, and in which SELECT it arrives. */
import type { Relation } from '../core/relation.ts'
import { relationOf } from '../core/relation.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { attributeOf } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Compiled } from '../read/select.ts'
import { columnNames, finderOf } from '../read/select.ts'
import type { LoadBranch, LoadTree, Strategy } from './strategy.ts'

/** One branch: its relation, the finder options of its rows, and the branches beyond it. */
export type Branch = {
  readonly relation: Relation
  readonly strategy: Strategy
  readonly finder: Compiled
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
    joined: branches.filter((branch) => branch.strategy !== 'selectin'),
    selectin: branches.filter((branch) => branch.strategy === 'selectin'),
  }
}

/** A finder that reads what parents and children are matched by, whatever its attributes leave out. */
export function withKeys(
  model: ModelClass,
  finder: Compiled,
  branches: Branches,
  others: readonly string[] = [],
): Compiled {
  const read = new Set(columnNames(finder))
  const keys = new Set([...others, ...branches.selectin.map(({ relation }) => relation.key)])
  const missing = [...keys].filter((key) => !read.has(key))
  if (missing.length === 0) return finder
  const columns = missing.map((key): [string, string] => [attributeOf(model, key)?.field ?? key, key])
  return { ...finder, attributes: [...(finder.attributes ?? []), ...columns] }
}

/** The same branches, each in a SELECT of its own: for parents that are there already, or come page by page. */
export function apart({ joined, selectin }: Branches): Branches {
  return { joined: [], selectin: [...selectin, ...joined] }
}

/** Whether the read's condition also says which rows of a branch, or of one joined beyond it, are loaded. */
export function isFiltered({ strategy, branches }: Branch): boolean {
  return strategy === 'containsEager' || branches.joined.some(isFiltered)
}

function resolve(relation: Relation, branch: LoadBranch): Branch {
  const { strategy = 'selectin', load, ...options } = branch
  refuseLimit(relation, options)
  const branches = plan(relation.target, load)
  const finder = withKeys(relation.target, finderOf(relation.target, options), branches, [relation.targetKey])
  return { relation, strategy, finder, branches }
}

function refuseLimit({ source, name }: Relation, options: Finder): void {
  if (options.limit === undefined && options.offset === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    `${source.name}.${name} cannot be loaded with a limit, which would count the rows of all parents together. Give it a "where", or read it by itself.`,
  )
}
