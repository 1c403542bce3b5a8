/** How a cell's bytes become a value: by the parser of its type, or without it where the same can be had for less. */
import { binaryTime, infiniteText } from './binary-time.ts'
import type { CellReader } from './cells.ts'
import type { Kind, Parser } from './known-parsers.ts'
import { kindOf } from './known-parsers.ts'
import { plainBoolean, plainInteger, plainTime } from './plain-values.ts'

const readers = new WeakMap<Parser, CellReader>()

/** Reads cells as a parser reads their texts. */
export function cellReader(parse: Parser): CellReader {
  const known = readers.get(parse)
  if (known !== undefined) return known
  const kind = kindOf(parse)
  const reader: CellReader =
    kind === undefined ? (cells, at, end) => parse(cells.text(at, end)) : plain[kind](parse)
  readers.set(parse, reader)
  return reader
}

/** The oid of timestamptz. */
const timestamptz = 1184

/** Reads cells that come in the binary format, where that is the lesser one and no parser wants to see the text. */
export function binaryReader(oid: number, parse: Parser): CellReader | undefined {
  if (oid !== timestamptz || kindOf(parse) !== 'time') return undefined
  return (cells, at) => binaryTime(cells.bytes, at) ?? parse(infiniteText(cells.bytes, at))
}

/** What has not its plain form is for the parser. One function for each, that V8 can put in line. */
const plain: Readonly<Record<Kind, (parse: Parser) => CellReader>> = {
  text: () => (cells, at, end) => cells.text(at, end),
  integer: (parse) => (cells, at, end) => plainInteger(cells.bytes, at, end) ?? parse(cells.text(at, end)),
  boolean: (parse) => (cells, at, end) => plainBoolean(cells.bytes, at, end) ?? parse(cells.text(at, end)),
  time: (parse) => (cells, at, end) => plainTime(cells.bytes, at, end) ?? parse(cells.text(at, end)),
}
