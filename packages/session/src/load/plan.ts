/** A load resolved against the models: which relation each branch is, and in which SELECT it arrives. */
import { Op } from 'sequelize'
import type { DemandStrategy, EagerStrategy, Loading } from '../core/loading.ts'
import { isEager, isLoading } from '../core/loading.ts'
import type { Relation, Through } from '../core/relation.ts'
import { isPrimaryKey, relationOf, relationsOf } from '../core/relation.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { attributeOf, inside } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Compiled } from '../read/select.ts'
import { columnNames, finderOf } from '../read/select.ts'
import { checkBranch, checkTree } from './branch-rules.ts'
import type { LoadBranch, LoadTree, Strategy, ThroughOptions } from './strategy.ts'

/** One branch: its relation, the finder options of its rows and of those between, and the branches beyond it. */
export type Branch = {
  readonly relation: Relation
  readonly strategy: EagerStrategy | 'containsEager'
  readonly finder: Compiled
  readonly between: Between | undefined
  /** Whether only parents are meant that have such a child. */
  readonly required: boolean
  readonly branches: Branches
}

/** The rows of the table between two models: which of them, and whether they come along. */
export type Between = { readonly through: Through; readonly finder: Compiled; readonly isShown: boolean }

/**
 * The branches of one level, by how they are read: `inline` ones in the parents' own SELECT, the others each in one of their own.
 * `onDemand` says what reading another relation does, where the read says something of it.
 */
export type Branches = {
  readonly inline: readonly Branch[]
  readonly apart: readonly Branch[]
  readonly onDemand: ReadonlyMap<string, DemandStrategy> | undefined
}

/** What a load has no word for is as these say: the session's word first, then the engine's. */
export type Defaults = readonly (Loading | undefined)[]

export const noBranches: Branches = { inline: [], apart: [], onDemand: undefined }

/**
 * Resolves a load.
 * @throws SessionError UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE, INVALID_OPTION
 */
export function plan(model: ModelClass, tree: LoadTree | undefined, defaults: Defaults): Branches {
  return new Planner(defaults).level(model, tree ?? {}, { path: [], within: undefined })
}

/** A finder that reads what parents and children are matched by, whatever its attributes leave out. */
export function withKeys(
  model: ModelClass,
  finder: Compiled,
  branches: Branches,
  others: readonly string[] = [],
): Compiled {
  const names = columnNames(finder)
  const read = new Set(names)
  const keys = new Set([...others, ...branches.apart.map(({ relation }) => relation.key)])
  const missing = [...keys].filter((key) => !read.has(key))
  if (missing.length === 0) return finder
  const columns = missing.map((key): [string, string] => [attributeOf(model, key)?.field ?? key, key])
  const { shown = names } = finder
  return { ...finder, shown, attributes: [...(finder.attributes ?? []), ...columns] }
}

/** The same branches, each in a SELECT by keys: for parents that are there already, or come page by page. */
export function apart({ inline, apart, onDemand }: Branches): Branches {
  const each = [...apart, ...inline].map((branch): Branch => ({ ...branch, strategy: 'selectin' }))
  return { inline: [], apart: each, onDemand }
}

/** Whether there is anything to load, or to say of what is not loaded. */
export function isEmpty({ inline, apart, onDemand }: Branches): boolean {
  return inline.length + apart.length === 0 && onDemand === undefined
}

/** Whether the read's condition also says which rows of a branch, or of one joined beyond it, are loaded. */
export function isFiltered({ strategy, branches }: Branch): boolean {
  return strategy === 'containsEager' || branches.inline.some(isFiltered)
}

/** Whether a row may be linked to one parent more than once: the key of the table between says nothing against it. */
export function mayRepeat({ through }: Relation): boolean {
  if (through === undefined) return false
  const keys = inside(through.model).primaryKeyAttributes
  return keys.length === 0 || keys.some((key) => key !== through.key && key !== through.targetKey)
}

/** Whether a target may belong to several sources. */
export function mayShare({ through, kind, source, key }: Relation): boolean {
  return through !== undefined || kind === 'BelongsTo' || !isPrimaryKey(source, key)
}

/** Whether a level counts its rows, for each parent where it has parents. */
export function isLimited({ limit, offset }: Finder): boolean {
  return limit !== undefined || offset !== undefined
}

/** Where a level is: the relations that led to it, and what its rows are part of. */
type Position = { readonly path: readonly Relation[]; readonly within: Strategy | undefined }

class Planner {
  readonly #eager: EagerStrategy

  constructor(defaults: Defaults) {
    this.#eager = defaults.find(isEager) ?? 'selectin'
  }

  level(model: ModelClass, tree: LoadTree, position: Position): Branches {
    const inline: Branch[] = []
    const apart: Branch[] = []
    const onDemand = new Map<string, DemandStrategy>()
    for (const [relation, options] of this.#named(model, tree, position)) {
      const strategy = this.#strategyOf(relation, options)
      if (strategy === 'lazy' || strategy === 'raise') onDemand.set(relation.name, strategy)
      else {
        const branch = this.#branch(relation, options, strategy, position)
        if (isInline(branch)) inline.push(branch)
        else apart.push(branch)
      }
    }
    return { inline, apart, onDemand: onDemand.size === 0 ? undefined : onDemand }
  }

  /** The relations that the load names, and those that are always loaded; never twice along one path. */
  #named(
    model: ModelClass,
    tree: LoadTree,
    { path }: Position,
  ): readonly (readonly [Relation, LoadBranch])[] {
    checkTree(model, tree)
    const named = Object.entries(tree).flatMap(([name, branch]) => {
      if (branch === undefined) return []
      const relation = relationOf(model, name)
      checkBranch(relation, branch)
      return [[relation, branch === true ? {} : branch] as const]
    })
    const always = [...relationsOf(model).values()].filter(
      (relation) => isEager(relation.loading) && !(relation.name in tree) && !path.includes(relation),
    )
    return [...named, ...always.map((relation) => [relation, {}] as const)]
  }

  #strategyOf({ loading }: Relation, { strategy }: LoadBranch): Strategy {
    if (strategy !== undefined) return known(strategy)
    return isEager(loading) ? loading : this.#eager
  }

  #branch(
    relation: Relation,
    given: LoadBranch,
    asked: EagerStrategy | 'containsEager',
    { path, within }: Position,
  ): Branch {
    const { strategy: _strategy, load, required = false, through, ...options } = given
    const onWay = [...path, relation]
    const strategy = inPlace(relation, isMultiplying(onWay) && asked === 'joined' ? 'lateral' : asked, within)
    const isFiltered = within === 'containsEager' && strategy === 'joined'
    const beyond = { path: onWay, within: isFiltered ? within : strategy }
    const branches = this.level(relation.target, load ?? {}, beyond)
    const where = both(options.where, relation.scope)
    const { target, targetKey } = relation
    const finder = finderOf(target, { ...options, ...(where === undefined ? {} : { where }) })
    refuseEmptyLimit(relation, options)
    return {
      relation,
      strategy,
      finder: withKeys(target, finder, branches, [targetKey]),
      between: betweenOf(relation, through),
      required,
      branches,
    }
  }
}

/** What is in JSON cannot be joined to, and a query whose condition takes rows from a relation cannot be repeated without it. */
function inPlace(
  { source, name }: Relation,
  asked: EagerStrategy | 'containsEager',
  within: Strategy | undefined,
): EagerStrategy | 'containsEager' {
  if (within === 'lateral' && asked === 'joined') return 'lateral'
  if (within === 'containsEager' && asked === 'subquery') return 'selectin'
  if (within === 'lateral' && asked === 'containsEager') {
    throw new SessionError(
      'INVALID_OPTION',
      `${source.name}.${name} is inside a lateral() branch, whose rows the read's condition knows nothing of. Use containsEager() on both, or give this branch a "where".`,
    )
  }
  return asked
}

/** Whether to join the last of these would repeat rows without a key, which nobody could tell from others like them. */
function isMultiplying(path: readonly Relation[]): boolean {
  const isKeyless = path.some(({ source }) => inside(source).primaryKeyAttributes.length === 0)
  return isKeyless && path.at(-1)?.kind !== 'BelongsTo'
}

function isInline({ strategy }: Branch): boolean {
  return strategy === 'joined' || strategy === 'containsEager' || strategy === 'lateral'
}

function known(strategy: Strategy): Strategy {
  if (strategy === 'containsEager' || isLoading(strategy)) return strategy
  throw new SessionError(
    'INVALID_OPTION',
    `There is no strategy "${String(strategy)}". Use selectin(), joined(), subquery(), lateral(), containsEager(), lazy() or raise().`,
  )
}

function betweenOf({ source, name, through }: Relation, asked: true | ThroughOptions | undefined) {
  if (through === undefined) {
    if (asked === undefined) return undefined
    throw new SessionError(
      'INVALID_OPTION',
      `${source.name}.${name} leads through no third table. Leave "through" out.`,
    )
  }
  const { where: given, ...options } = asked === true || asked === undefined ? {} : asked
  const where = both(given, through.scope)
  const finder = finderOf(through.model, { ...options, ...(where === undefined ? {} : { where }) })
  return { through, finder, isShown: asked !== undefined }
}

function both(one: unknown, other: object | undefined): unknown {
  if (other === undefined) return one
  return one === undefined ? other : { [Op.and]: [one, other] }
}

function refuseEmptyLimit({ source, name }: Relation, { limit, offset }: Finder): void {
  const wrong = [limit, offset].find((each) => each !== undefined && !isCount(each))
  if (wrong === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    `The limit and the offset of ${source.name}.${name} are whole numbers for each parent, not ${String(wrong)}.`,
  )
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
