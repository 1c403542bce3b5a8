/** How relations are loaded, as data: a tree of branches, each with its strategy. */
import type { Finder } from '../core/sequelize.ts'

/**
 * `selectin` sends one more SELECT a level; `joined` reads the relation in the parent's own SELECT; `containsEager` does so
 * too, and takes the rows that the read's own condition is about.
 */
export type Strategy = 'selectin' | 'joined' | 'containsEager'

/** What can be said of a branch: which rows, in which order, and what to load beyond it. */
export type BranchOptions = Pick<Finder, 'where' | 'order' | 'attributes' | 'loadOnly' | 'defer'> & {
  readonly load?: LoadTree | undefined
}

/** A branch as the core reads it. */
export type LoadBranch = BranchOptions & { readonly strategy?: Strategy }

/** Relations by name; `true` means `selectin`. */
export type LoadTree = { readonly [relation: string]: true | LoadBranch | undefined }
