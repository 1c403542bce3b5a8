/** A prepared statement by pg-native, which knows statements by the names under which they were prepared. */
import type { NativeClient } from '../native-client.ts'
import type { Statement } from '../statements.ts'

type Cell = string | number | null

/** An array is the text of one to libpq. */
type Value = Cell | readonly Cell[]

/** Prepares statements, each with as many parameters as its text names. */
export function prepare(client: NativeClient, statements: readonly Statement[]): void {
  for (const { name, text } of statements) client.prepareSync(name, text, new Set(text.match(/\$\d+/g)).size)
}

/** Rows of a statement that was prepared. */
export function ask<R extends object>(
  client: NativeClient,
  { name }: Statement,
  ...values: readonly Value[]
): R[] {
  return client.executeSync<R>(name, values.map(valueOf))
}

function valueOf(value: Value): Cell {
  return isCell(value) ? value : `{${value.map(element).join(',')}}`
}

function isCell(value: Value): value is Cell {
  return value === null || typeof value !== 'object'
}

function element(cell: Cell): string | number {
  if (cell === null) return 'null'
  return typeof cell === 'number' || isDigits(cell) ? cell : `"${cell.replace(/["\\]/g, '\\$&')}"`
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text)
}
