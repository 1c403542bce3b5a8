/** What the parsers that pg and Sequelize come with do, so that they need not be called where that can be had for less. */
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { types } from 'pg'

/** Makes a value of a text. */
export type Parser = (text: string) => unknown

/** What a parser makes: of a text that text, a whole number, a yes or no, or a moment. */
export type Kind = 'text' | 'integer' | 'boolean' | 'time'

/** The parser that makes nothing of a text. */
export const verbatim: Parser = (text) => text

/** What pg's own parsers of these types are; the text of an int8 stays as it is. */
const kindsOfTypes: Readonly<Record<number, Kind>> = {
  16: 'boolean',
  20: 'text',
  21: 'integer',
  23: 'integer',
  26: 'integer',
  1082: 'time',
  1114: 'time',
  1184: 'time',
}

/** What a parser of a kind must make of texts to be taken for one: another version's may make something else. */
const samples: Readonly<Record<Kind, readonly (readonly [text: string, value: unknown])[]>> = {
  text: [['12', '12'], ['-9007199254740993', '-9007199254740993']],
  integer: [['12', 12], ['-2147483648', -2147483648]],
  boolean: [['t', true], ['f', false]],
  time: [
    ['2026-02-03 04:05:06.789+05:30', new Date('2026-02-02T22:35:06.789Z')],
    ['2026-02-03 04:05:06', new Date(2026, 1, 3, 4, 5, 6)],
    ['2026-02-03', new Date(2026, 1, 3)],
  ],
} // prettier-ignore

const kinds = new WeakMap<Parser, Kind>([[verbatim, 'text']])
learn()

/** What a parser does, if that is known. It is told by who it is; but for the parsers of Sequelize's types none is called. */
export function kindOf(parse: Parser): Kind | undefined {
  return kinds.get(parse) ?? (isIntegerOfSequelize(parse) ? 'integer' : undefined)
}

/** Where pg's parsers cannot be had from its own files, as in a bundle, none is known. */
function learn(): void {
  know(types.getTypeParser(types.builtins.TEXT, 'none' as 'text'), 'text') // for a format that there is not, it is the one of no type
  try {
    const fromPg = createRequire(createRequire(import.meta.url).resolve('pg'))
    const own = fromPg('pg-types/lib/textParsers') as TextParsers
    own.init((oid, parse) => know(parse, kindsOfTypes[oid]))
  } catch {
    return
  }
}

type TextParsers = { init(register: (oid: number, parse: Parser) => void): void }

function know(parse: Parser, kind: Kind | undefined): void {
  if (kind !== undefined && samples[kind].every(([text, value]) => isDeepStrictEqual(parse(text), value)))
    kinds.set(parse, kind)
}

type IntegerType = { parse: Parser }
type DataTypesOfSequelize = { readonly postgres: { readonly INTEGER: IntegerType } }

/** All of Sequelize's parsers look alike: which type one asks is seen by what another `parse` of the type makes it give. */
function isIntegerOfSequelize(parse: Parser): boolean {
  if (sourceOf(parse) !== '(value) => dataType.parse(value)') return false
  const type = integerOfSequelize()
  if (type === undefined) return false
  const own = type.parse
  if (sourceOf(own) !== 'function parse(value) { return parseInt(value, 10); }') return false
  const probe = Symbol('probe')
  type.parse = () => probe
  try {
    return parse('0') === probe
  } catch {
    return false // it is that of another type, which knows no such text
  } finally {
    type.parse = own
  }
}

/** Sequelize's data type of int4. It is asked for where a parser of Sequelize's was seen: it is loaded then. */
function integerOfSequelize(): IntegerType | undefined {
  try {
    const { DataTypes } = createRequire(import.meta.url)('sequelize') as {
      readonly DataTypes: DataTypesOfSequelize
    }
    return DataTypes.postgres.INTEGER
  } catch {
    return undefined
  }
}

function sourceOf(parse: Parser): string {
  return String(parse).replaceAll(/\s+/g, ' ')
}
