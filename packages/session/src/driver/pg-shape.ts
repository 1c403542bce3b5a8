/** The columns of pg's results, and how their cells become values. */
import { binaryReader, cellReader } from './cell-readers.ts'
import type { CellReader } from './cells.ts'
import type { TypeParsers } from './connection.ts'
import type { RowDescription } from './pg-wire.ts'

/** The columns in order: their names, the oids of their types, and what reads them: from texts, or from bytes. */
export type Shape = {
  readonly columns: readonly string[]
  readonly oids: readonly number[]
  readonly parsers: readonly ((text: string) => unknown)[]
  readonly readers: readonly CellReader[]
  /** How columns can come in fewer bytes; undefined where none can. */
  readonly compact: Compact | undefined
}

/** The format that each column is asked for in, which is 0 for text and 1 for binary, and what reads it then. */
export type Compact = { readonly formats: readonly number[]; readonly readers: readonly CellReader[] }

/** Of a command that returns no rows. */
export const noShape: Shape = { columns: [], oids: [], parsers: [], readers: [], compact: undefined }

export function shapeOf({ fields }: RowDescription, types: TypeParsers): Shape {
  const oids = fields.map((field) => field.dataTypeID)
  const parsers = oids.map((oid) => types.getTypeParser(oid, 'text'))
  const readers = parsers.map(cellReader)
  return {
    columns: fields.map((field) => field.name),
    oids,
    parsers,
    readers,
    compact: compactOf(
      parsers.map((parse, column) => binaryReader(oids[column] ?? 0, parse)),
      readers,
    ),
  }
}

function compactOf(
  binary: readonly (CellReader | undefined)[],
  texts: readonly CellReader[],
): Compact | undefined {
  if (binary.every((reader) => reader === undefined)) return undefined
  return {
    formats: binary.map((reader) => (reader === undefined ? 0 : 1)),
    readers: texts.map((reader, column) => binary[column] ?? reader),
  }
}

/** Turns the texts of a row into its values, in place: pg made the array for this row only. */
export function parseRow(cells: (string | null)[], { parsers }: Shape): unknown[] {
  const row: unknown[] = cells
  for (let column = 0; column < cells.length; column++) {
    const text = cells[column] as string | null
    const parse = parsers[column]
    if (text !== null && parse !== undefined) row[column] = parse(text)
  }
  return row
}
