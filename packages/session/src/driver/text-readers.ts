/** How a cell's text becomes a value where it comes as a text: by the parser of its type, or faster than by that. */
import type { Parser } from './known-parsers.ts'
import { kindOf, verbatim } from './known-parsers.ts'
import { plainTime } from './plain-values.ts'

const readers = new WeakMap<Parser, Parser>()

/** Longer than any moment in its plain form. */
const scratch = new Uint8Array(40)

/** Reads texts as a parser does. */
export function textReader(parse: Parser): Parser {
  const known = readers.get(parse)
  if (known !== undefined) return known
  const kind = kindOf(parse)
  const reader: Parser =
    kind === 'time' ? (text) => timeOf(text) ?? parse(text) : kind === 'text' ? verbatim : parse
  readers.set(parse, reader)
  return reader
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
