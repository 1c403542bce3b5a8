/** How relations are loaded, as data: a tree of branches, each with its strategy. */
import type { DemandStrategy, EagerStrategy } from '../core/loading.ts'
import type { Finder } from '../core/sequelize.ts'

/** `containsEager` takes the rows that the read's own condition is about. */
export type Strategy = EagerStrategy | DemandStrategy | 'containsEager'

/** Which rows of the table between two models are meant, and which of their attributes come along. */
export type ThroughOptions = Pick<Finder, 'where' | 'attributes'>

/** What can be said of a branch: which rows, in which order, how many for each parent, and what to load beyond it. */
export type BranchOptions = Pick<
  Finder,
  'where' | 'order' | 'limit' | 'offset' | 'attributes' | 'loadOnly' | 'defer'
> & {
  /** Only parents that have such a child. */
  readonly required?: boolean
  readonly through?: true | ThroughOptions
  readonly load?: LoadTree | undefined
}

/** A branch as the core reads it. */
export type LoadBranch = BranchOptions & { readonly strategy?: Strategy }

/** Relations by name; `true` means the default strategy: `selectin`, unless the engine or the session says otherwise. */
export type LoadTree = { readonly [relation: string]: true | LoadBranch | undefined }
