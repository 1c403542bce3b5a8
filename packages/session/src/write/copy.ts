/** COPY … FROM STDIN: rows in COPY's text format (PostgreSQL manual, "COPY", File Formats), written while they are read. */
import type { Statement } from '../driver/connection.ts'
import { encode } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { columnsOf, inside, SequelizeMethod } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import { SessionError } from '../error.ts'
import { quoted } from './column.ts'
import type { Row } from './insert.ts'
import { valuesOf } from './values.ts'

/** Characters in one chunk, about. */
const chunkSize = 65_536

/** So many rows are looked at to see which columns are given. */
const lookahead = 1_000

/** The statement that copies rows into a model's table; none where there are no rows. */
export function copyStatement(core: Core, model: ModelClass, rows: Iterable<Row>): Statement | undefined {
  const now = new Date()
  const iterator = filled(model, rows, now)[Symbol.iterator]()
  const first: Row[] = []
  while (first.length < lookahead) {
    const next = iterator.next()
    if (next.done === true) break
    first.push(next.value)
  }
  if (first.length === 0) return undefined
  const columns = columnsOf(model).filter(({ fieldName }) => first.some((row) => isGiven(row[fieldName])))
  const names = columns.map((column) => quoted(core, column)).join(', ')
  const source = `COPY ${core.generator.quoteTable(model.getTableName())} (${names}) FROM STDIN`
  const lines = function* () {
    for (const row of first) yield line(core, model, columns, row)
    for (const row of { [Symbol.iterator]: () => iterator }) yield line(core, model, columns, row)
  }
  return { text: source, values: [], prepare: false, copy: chunks(lines()) }
}

function* filled(model: ModelClass, rows: Iterable<Row>, now: Date): Generator<Row> {
  for (const row of rows) yield stamped(model, valuesOf(model, row), now)
}

/** COPY takes no expressions: timestamps that the database does not fill by itself are this moment. */
function stamped(model: ModelClass, values: Row, now: Date): Row {
  const { createdAt, updatedAt } = inside(model)._timestampAttributes
  const missing = [createdAt, updatedAt].filter(
    (name) =>
      name !== undefined &&
      values[name] === undefined &&
      inside(model).rawAttributes[name]?.defaultValue === undefined,
  )
  return missing.length === 0
    ? values
    : { ...values, ...Object.fromEntries(missing.map((name) => [name, now])) }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !(value instanceof SequelizeMethod)
}

function line(core: Core, model: ModelClass, columns: readonly Attribute[], row: Row): string {
  refuseOthers(model, columns, row)
  return `${columns.map((column) => cell(core, model, column, row[column.fieldName])).join('\t')}\n`
}

/** What a row leaves out is NULL, unless the database would make something of it, which COPY does not ask for. */
function cell(core: Core, model: ModelClass, column: Attribute, value: unknown): string {
  const isMade = column.autoIncrement === true || column.defaultValue instanceof SequelizeMethod
  if (value === undefined && isMade) throw uneven(model, column.fieldName)
  if (value instanceof SequelizeMethod) throw noExpression(model, column)
  const written = text(encode(core, column, value))
  return written === null ? '\\N' : escaped(written)
}

function refuseOthers(model: ModelClass, columns: readonly Attribute[], row: Row): void {
  for (const name in row) {
    if (isGiven(row[name]) && !columns.some(({ fieldName }) => fieldName === name)) throw uneven(model, name)
  }
}

function uneven(model: ModelClass, name: string): SessionError {
  return new SessionError(
    'INVALID_OPTION',
    `Some rows give ${model.name}.${name} and others do not, which COPY cannot tell. Give it in every row, or use insert().`,
  )
}

const special: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(cell: string): string {
  return /[\\\t\n\r]/.test(cell)
    ? cell.replaceAll(/[\\\t\n\r]/g, (character) => special[character] ?? character)
    : cell
}

function* chunks(lines: Iterable<string>): Iterable<string> {
  let chunk = ''
  for (const each of lines) {
    chunk += each
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function noExpression(model: ModelClass, { fieldName }: Attribute): SessionError {
  return new SessionError(
    'INVALID_OPTION',
    `COPY takes values, and ${model.name}.${fieldName} of a row is an expression. Use insert() for such rows.`,
  )
}
