/** What a read makes of rows: instances of models that a session keeps, or plain objects. */
import type { Core } from '../core/core.ts'
import type { DemandStrategy } from '../core/loading.ts'
import type { BetweenLayout, Layout } from './layout.ts'
import type { Children, Node } from './node.ts'
import type { Branch } from './plan.ts'

export type Row = readonly unknown[]

/**
 * How a row's object is read.
 * - `isUnique`: no row of the result is read twice
 * - `isShared`: two of its rows may all the same stand for one row of the table
 * - `isRoot`: it is what the read is about, which may be locked
 */
export type ReaderOptions = {
  readonly isUnique: boolean
  readonly isShared: boolean
  readonly isRoot: boolean
}

export type Make = {
  readonly core: Core
  /** Whether keys are read from rows, because objects do not have them all. */
  readonly keepsRows: boolean
  /** What reads the object of a row; the same row is the same object. Undefined where an outer join found nothing. */
  reader(layout: Layout, options: ReaderOptions): (row: Row) => object | undefined
  /** What reads the row between an object and its parent. */
  linkReader(layout: BetweenLayout): (row: Row) => object | undefined
  /** What a node's object has for the key by which a relation compares it. */
  key(node: Node, index: number, branch: Branch): unknown
  /** What finds a branch's targets by key that are held already and need not be read; undefined where there are none. */
  held(branch: Branch): ((key: unknown) => object | undefined) | undefined
  /** Hands children to their parent. */
  attach(branch: Branch, parent: object, children: Children): void
  /** Notes what reading a relation does that is not loaded. */
  mark(object: object, onDemand: ReadonlyMap<string, DemandStrategy>): void
}
