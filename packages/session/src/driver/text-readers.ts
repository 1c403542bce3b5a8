/** How a cell's text becomes a value where it comes as a text: by the parser of its type, or faster than by that. */
import type { Kind, Parser } from './known-parsers.ts'
import { kindOf, verbatim } from './known-parsers.ts'
import { plainTime } from './plain-values.ts'

const readers = new WeakMap<Parser, Parser>()

/** Longer than any moment in its plain form. */
const scratch = new Uint8Array(40)

/** Reads texts as a parser does. */
export function textReader(parse: Parser): Parser {
  const known = readers.get(parse)
  if (known !== undefined) return known
  const reader = faster[kindOf(parse) ?? 'other'](parse)
  readers.set(parse, reader)
  return reader
}

const faster: Readonly<Record<Kind | 'other', (parse: Parser) => Parser>> = {
  text: () => verbatim,
  integer: (parse) => (text) => {
    const value = Number(text)
    return Number.isSafeInteger(value) ? value : parse(text)
  },
  time: timeReader,
  boolean: (parse) => parse,
  other: (parse) => parse,
}

/** A row has often been changed when it was made, and rows that were made together have one moment. */
function timeReader(parse: Parser): Parser {
  let lastText = ''
  let last = Number.NaN
  return (text) => {
    if (text === lastText) return new Date(last)
    const time = timeOf(text)
    if (time === undefined) return parse(text)
    lastText = text
    last = time.getTime()
    return time
  }
}

/** The parser of moments looks at each text with several expressions. */
function timeOf(text: string): Date | undefined {
  if (text.length > scratch.length) return undefined
  let all = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    scratch[index] = code
    all |= code
  }
  return all > 127 ? undefined : plainTime(scratch, 0, text.length)
}
