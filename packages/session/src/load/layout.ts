/** Where a SELECT's columns are: which part of a row each level of the graph is read from. */
import type { ModelClass } from '../core/sequelize.ts'
import type { Compiled } from '../read/select.ts'
import type { Branch } from './plan.ts'

/** One model's columns, from `offset` on; behind them, where they come along, those of the row between it and its parent. */
export type Layout = {
  readonly model: ModelClass
  readonly finder: Compiled
  readonly names: readonly string[]
  readonly offset: number
  readonly between: BetweenLayout | undefined
  readonly below: readonly Below[]
}

export type BetweenLayout = {
  readonly model: ModelClass
  readonly finder: Compiled
  readonly names: readonly string[]
  readonly offset: number
}

/** A branch in the same row, or in one cell of it as JSON. */
export type Below = { readonly branch: Branch; readonly layout: Layout; readonly json: JsonCell | undefined }

/**
 * A cell of JSON arrays.
 * - `index`: of the cell in its row
 * - `width`: how many values an array has
 * - `types`: the oids of the columns' types where they are known; where they are not, the last value of an array has them
 */
export type JsonCell = {
  readonly index: number
  readonly width: number
  readonly types: readonly number[] | undefined
}
