/** What a revision yields: one SQL statement as data, text alone or with values to bind. */
import { Sql, sql } from '@retort/session/async'
import { MigrationError } from './error.ts'

/** ``sql`update products set title = ${title}` ``, or a plain string where nothing is bound. */
export type Statement = string | Sql

/** A statement as PostgreSQL sees it: text with $1.. and the values of those. */
export type Rendered = { readonly text: string; readonly values: readonly unknown[] }

const transactionControl =
  /^\s*(begin|start\s+transaction|commit|end|abort|rollback(?!\s+(work\s+|transaction\s+)?to\b)|prepare\s+transaction)\b/i

/**
 * Checks what a revision yielded.
 * @throws MigrationError INVALID_REVISION when it is no SQL, or would end the transaction that the revision runs in
 */
export function parseStatement(value: unknown): Sql {
  if (typeof value !== 'string' && !(value instanceof Sql)) {
    throw new MigrationError(
      'INVALID_REVISION',
      `A revision yields SQL as a string or with the sql tag, and this one yielded ${describe(value)}.`,
    )
  }
  const piece = typeof value === 'string' ? sql.raw(value) : value
  const [control] = transactionControl.exec(render(piece).text) ?? []
  if (control === undefined) return piece
  throw new MigrationError(
    'INVALID_REVISION',
    `A revision runs in one transaction with its record, so it cannot say ${control.trim().toUpperCase()}. Leave that out.`,
  )
}

/** The text and values of a piece, nested pieces included. */
export function render(piece: Sql): Rendered {
  const values: unknown[] = []
  return { text: textOf(piece, values), values }
}

function textOf(piece: Sql, values: unknown[]): string {
  return piece.strings.reduce((before, after, index) => {
    const value = piece.values[index - 1]
    return before + (value instanceof Sql ? textOf(value, values) : `$${values.push(value)}`) + after
  })
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return value instanceof Promise ? 'a promise' : `a value of type ${typeof value}`
}
