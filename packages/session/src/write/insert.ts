/** Many rows in one INSERT: one array a column through `unnest`, or VALUES where a type cannot travel in an array. */
import type { Statement } from '../driver/connection.ts'
import { binding, encode } from '../core/binding.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { attributeOf, columnsOf, inside, SequelizeMethod } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import { castType } from './column-type.ts'
import { known, quoted, returning, touch } from './column.ts'

/** The values of one row by attribute; what is undefined is left to the database's default. */
export type Row = Readonly<Record<string, unknown>>

/** What to do with a row whose key is taken: update these attributes, or nothing where none is named. */
export type ConflictRule = { readonly target: readonly string[]; readonly update?: readonly string[] }

/** Most rows one INSERT takes: enough to make round trips negligible, little enough for the server to parse at once. */
const pageSize = 10_000
/** PostgreSQL's limit on bound parameters. */
const parameterLimit = 65_535

/** Compiles rows into INSERTs, a page each. RETURNING gives every column in the order of the model's declaration. */
export function* insertStatements(
  core: Core,
  model: ModelClass,
  rows: readonly Row[],
  options: { readonly onConflict?: ConflictRule | undefined; readonly returning: boolean },
): Iterable<Statement> {
  const columns = columnsOf(model).filter((column) =>
    rows.some((row) => isGiven(column, row[column.fieldName])),
  )
  const arrays = rows.length > 1 && rows.every((row) => travels(columns, row))
  const size = arrays ? pageSize : Math.max(1, Math.floor(parameterLimit / Math.max(1, columns.length)))
  for (let start = 0; start < rows.length; start += size) {
    const page = rows.slice(start, start + size)
    const bound = binding(core)
    const source = arrays ? unnest(core, columns, page, bound) : listed(core, columns, page, bound)
    const tail = [conflict(core, model, options.onConflict), options.returning ? returning(core, model) : '']
    const into = `INSERT INTO ${core.generator.quoteTable(model.getTableName())}`
    const names = columns.length === 0 ? '' : ` (${columns.map((each) => quoted(core, each)).join(', ')})`
    const parts = [`${into}${names} ${source}`, ...tail].filter((part) => part !== '')
    yield { text: parts.join(' '), values: bound.values, prepare: arrays || page.length === 1 }
  }
}

function isGiven(column: Attribute, value: unknown): boolean {
  if (value === undefined) return false
  if (value === null && column.autoIncrement === true) return false
  return !isDatabaseDefault(column, value)
}

/** A default that is SQL (`now()`) sits on built instances as that very expression: the database makes it itself. */
function isDatabaseDefault(column: Attribute, value: unknown): boolean {
  if (!(value instanceof SequelizeMethod)) return false
  return JSON.stringify(value) === JSON.stringify(column.defaultValue)
}

function travels(columns: readonly Attribute[], row: Row): boolean {
  return columns.every((column) => {
    const value = row[column.fieldName]
    return isGiven(column, value) && castType(column) !== undefined && !(value instanceof SequelizeMethod)
  })
}

function unnest(core: Core, columns: readonly Attribute[], rows: readonly Row[], bound: Binding): string {
  const arrays = columns.map((column) => {
    const cells = rows.map((row) => text(encode(core, column, row[column.fieldName])))
    return `${bound.bind(cells)}::${castType(column)}[]`
  })
  return `SELECT * FROM unnest(${arrays.join(', ')})`
}

function listed(core: Core, columns: readonly Attribute[], rows: readonly Row[], bound: Binding): string {
  if (columns.length === 0 && rows.length === 1) return 'DEFAULT VALUES'
  const lists = rows.map((row) => `(${columns.map((column) => cell(core, column, row, bound)).join(', ')})`)
  return `VALUES ${lists.join(', ')}`
}

function cell(core: Core, column: Attribute, row: Row, bound: Binding): string {
  const value = row[column.fieldName]
  if (!isGiven(column, value)) return 'DEFAULT'
  if (value instanceof SequelizeMethod) return bound.generator.escape(value)
  return bound.bind(encode(core, column, value))
}

function conflict(core: Core, model: ModelClass, rule: ConflictRule | undefined): string {
  if (rule === undefined) return ''
  const target = rule.target.map((name) => quoted(core, known(model, name))).join(', ')
  const assigned = (rule.update ?? []).map((name) => {
    const column = quoted(core, known(model, name))
    return `${column} = EXCLUDED.${column}`
  })
  if (assigned.length === 0) return `ON CONFLICT (${target}) DO NOTHING`
  const touched = touch(core, model, rule.update ?? [])
  return `ON CONFLICT (${target}) DO UPDATE SET ${[...assigned, ...touched].join(', ')}`
}

/** A built instance's values as a row to insert. Timestamps that the database does not fill itself are filled with `now()`. */
export function rowOf(model: ModelClass, values: Row, now: unknown): Row {
  const { createdAt, updatedAt } = inside(model)._timestampAttributes
  const stamped: Record<string, unknown> = { ...values }
  for (const name of [createdAt, updatedAt]) {
    if (name === undefined || stamped[name] !== undefined) continue
    if (attributeOf(model, name)?.defaultValue === undefined) stamped[name] = now
  }
  return stamped
}
