/** Reads rows out of libpq. A loop over its calls is as fast as a generated function, and faster than pg-native's own. */
import type { TypeParsers } from './connection.ts'
import type { Libpq } from './libpq.ts'

/** The columns of a result and the way to read its rows; good for every result of the same shape. */
export type RowReader = {
  readonly columns: readonly string[]
  rows(pq: Libpq): readonly (readonly unknown[])[]
}

/** Makes the reader of the last result's shape. An oid is unsigned, the addon gives it signed. */
export function rowReader(pq: Libpq, types: TypeParsers): RowReader {
  const indexes = Array.from({ length: pq.nfields() }, (_, index) => index)
  const columns = indexes.map((index) => pq.fname(index))
  const parsers = indexes.map((index): Parser => types.getTypeParser(pq.ftype(index) >>> 0, 'text'))
  return { columns, rows: (pq) => readRows(pq, parsers) }
}

type Parser = (text: string) => unknown

function readRows(pq: Libpq, parsers: readonly Parser[]): unknown[][] {
  const rows: unknown[][] = Array.from({ length: pq.ntuples() })
  for (let at = 0; at < rows.length; at++) rows[at] = readRow(pq, at, parsers)
  return rows
}

/** NULL reads as an empty text: only then is a second call needed. */
function readRow(pq: Libpq, at: number, parsers: readonly Parser[]): unknown[] {
  const row: unknown[] = []
  let column = 0
  for (const parse of parsers) {
    const text = pq.getvalue(at, column)
    row.push(text === '' && pq.getisnull(at, column) ? null : parse(text))
    column++
  }
  return row
}
