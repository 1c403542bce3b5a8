/** Rows that arrive as JSON in a cell of their parent's row: arrays of values, read by the types of their columns. */
import type { Core } from '../core/core.ts'
import { columnNames } from '../read/select.ts'
import { columnTypes, decoderOf } from './json-types.ts'
import type { Decode } from './json-types.ts'
import type { JsonCell } from './layout.ts'
import type { Row } from './make.ts'
import type { Branch } from './plan.ts'
import { isPacked } from './select-json.ts'

/** Gives the rows that a cell of a row has. */
export type JsonRows = (row: Row) => readonly Row[]

/** Makes what reads a branch's cells. Types that were not known are learned from the first row that has them. */
export function rowDecoder(core: Core, branch: Branch, { index, width, types }: JsonCell): JsonRows {
  let decoders: readonly Decode[] | undefined = types?.map((type) => decoderOf(core, type, true))
  const decode = (row: unknown[]): Row => {
    const values = isPacked(width) ? (row as unknown[][]).flat() : row
    const known = (decoders ??= learned(core, branch, values))
    for (let at = 0; at < known.length; at++) values[at] = known[at]?.(values[at])
    return values
  }
  return (row) => rowsIn(row[index], branch).map(decode)
}

/** The cell of a row is text; one within it is JSON that was read with it. */
function rowsIn(cell: unknown, { relation }: Branch): unknown[][] {
  const value: unknown = typeof cell === 'string' ? JSON.parse(cell) : cell
  if (value === null || value === undefined) return []
  return relation.many ? (value as unknown[][]) : [value as unknown[]]
}

function learned(core: Core, { relation, finder, between }: Branch, values: Row): readonly Decode[] {
  const types = (values.at(-1) as unknown[]).flat().map(Number)
  const names = columnNames(finder)
  columnTypes(core).learn(relation.target, names, types)
  if (between?.isShown === true)
    columnTypes(core).learn(between.through.model, columnNames(between.finder), types.slice(names.length))
  return types.map((type) => decoderOf(core, type, false))
}
