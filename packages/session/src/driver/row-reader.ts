/** Reads rows out of libpq. A loop over its calls is as fast as a generated function, and faster than pg-native's own. */
import type { TakeRow, TypeParsers } from './connection.ts'
import type { Parser } from './known-parsers.ts'
import type { Libpq } from './libpq.ts'
import { textReader } from './text-readers.ts'

/** The cells of a result. */
export type CellSource = Pick<Libpq, 'ntuples' | 'getvalue' | 'getisnull'>

/** The columns of a result and the way to read its rows; good for every result of the same shape. */
export type RowReader = {
  readonly columns: readonly string[]
  /** @param take is handed the rows instead, where it is given */
  rows(cells: CellSource, take?: TakeRow): readonly (readonly unknown[])[]
}

/** Makes the reader of the last result's shape. An oid is unsigned, the addon gives it signed. */
export function rowReader(pq: Libpq, types: TypeParsers): RowReader {
  const indexes = Array.from({ length: pq.nfields() }, (_, index) => index)
  const columns = indexes.map((index) => pq.fname(index))
  const readers = indexes.map((index) => textReader(types.getTypeParser(pq.ftype(index) >>> 0, 'text')))
  return { columns, rows: (cells, take) => readRows(cells, readers, take) }
}

/** Counts what the cells that are read came to on the wire: libpq does not tell. */
export class CountedCells implements CellSource {
  readonly #cells: CellSource
  #bytes = 0

  constructor(cells: CellSource) {
    this.#cells = cells
  }

  /** The size of the messages of all rows: a code, a length and a count, and a length in front of each cell. */
  get bytes(): number {
    return this.ntuples() * 7 + this.#bytes
  }

  ntuples(): number {
    return this.#cells.ntuples()
  }

  getvalue(row: number, column: number): string {
    const text = this.#cells.getvalue(row, column)
    this.#bytes += 4 + Buffer.byteLength(text)
    return text
  }

  getisnull(row: number, column: number): boolean {
    return this.#cells.getisnull(row, column)
  }
}

function readRows(cells: CellSource, readers: readonly Parser[], take?: TakeRow): unknown[][] {
  const count = cells.ntuples()
  const rows: unknown[][] = []
  for (let at = 0; at < count; at++) {
    const row = readRow(cells, at, readers)
    if (take === undefined) rows.push(row)
    else take(row)
  }
  return rows
}

/** NULL reads as an empty text: only then is a second call needed. */
function readRow(cells: CellSource, at: number, readers: readonly Parser[]): unknown[] {
  const row: unknown[] = readers.slice() // of the size that is needed: one that grows takes more
  let column = 0
  for (const read of readers) {
    const text = cells.getvalue(at, column)
    row[column] = text === '' && cells.getisnull(at, column) ? null : read(text)
    column++
  }
  return row
}
