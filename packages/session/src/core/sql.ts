/** Raw SQL as a tagged template: what is interpolated is bound, never spliced. */
import type { Statement } from '../driver/connection.ts'
import { text } from './text.ts'

/** A piece of SQL with the values it binds; pieces nest. */
export class Sql {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings
    this.values = values
  }
}

type Tag = {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): Sql
  /** Text that goes in as it is. Never hand it what a user typed. */
  raw(source: string): Sql
  /** A quoted identifier: `sql.identifier('User Name')`; several parts make a dotted name. */
  identifier(...parts: readonly string[]): Sql
  /** Pieces joined by commas, or by another separator, which goes in as it is. */
  join(pieces: readonly unknown[], separator?: string): Sql
}

/**
 * Writes a statement whose interpolated values are always bound as parameters.
 * @example sql`select * from users where telegram_id = ${id}`
 */
export const sql: Tag = Object.assign(
  (strings: TemplateStringsArray, ...values: readonly unknown[]) => new Sql(strings, values),
  { raw, identifier, join },
)

/** The statement that a piece stands for, its parameters numbered from $1. */
export function statement(piece: Sql, prepare = true): Statement {
  const values: (string | null)[] = []
  const source = render(piece, values)
  return { text: source, values, prepare: prepare && values.length > 0 }
}

function raw(source: string): Sql {
  return new Sql([source], [])
}

function identifier(...parts: readonly string[]): Sql {
  return raw(parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.'))
}

function join(pieces: readonly unknown[], separator = ', '): Sql {
  if (pieces.length === 0) return raw('')
  return new Sql(['', ...pieces.slice(1).map(() => separator), ''], pieces)
}

function render(piece: Sql, values: (string | null)[]): string {
  return piece.strings.reduce((before, after, index) => {
    const value = piece.values[index - 1]
    return before + (value instanceof Sql ? render(value, values) : bind(value, values)) + after
  })
}

function bind(value: unknown, values: (string | null)[]): string {
  return `$${values.push(text(value))}`
}
