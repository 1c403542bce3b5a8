/** Many rows in one INSERT: one array a column through `unnest`, or VALUES where a type cannot travel in an array. */
import { fn } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { encode, takesTexts } from '../core/binding.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { attributeOf, columnsOf, inside, SequelizeMethod } from '../core/sequelize.ts'
import { arrayText, text } from '../core/text.ts'
import { expressive } from '../read/expressions.ts'
import { castType } from './column-type.ts'
import type { Returning } from './column.ts'
import { known, quoted, returning, touch } from './column.ts'

/** The values of one row by attribute; what is undefined is left to the database's default. */
export type Row = Readonly<Record<string, unknown>>

/** What to do with a row whose key is taken: update these attributes, or nothing where none is named. */
export type ConflictRule = { readonly target: readonly string[]; readonly update?: readonly string[] }

/** What is beside the rows themselves. RETURNING gives every column in the order of the model's declaration. */
export type InsertManner = { readonly onConflict?: ConflictRule | undefined; readonly returning: Returning }

/** Which columns rows are given, how they travel, and how many of them at a time. */
export type Layout = {
  readonly columns: readonly Attribute[]
  readonly kind: 'arrays' | 'one' | 'lists'
  readonly size: number
}

/** Most rows one INSERT takes: enough to make round trips negligible, little enough for the server to parse at once. */
export const pageSize = 10_000
/** PostgreSQL's limit on bound parameters. */
export const parameterLimit = 65_535

/** Compiles rows into INSERTs, a page each. */
export function* insertStatements(
  core: Core,
  model: ModelClass,
  rows: readonly Row[],
  manner: InsertManner,
): Iterable<Statement> {
  const layout = layoutOf(model, rows)
  for (let start = 0; start < rows.length; start += layout.size)
    yield insertPage(core, model, layout, rows.slice(start, start + layout.size), manner)
}

/** Looks at rows to see how they are best sent. */
export function layoutOf(model: ModelClass, rows: readonly Row[]): Layout {
  const seen = columnsOf(model).map((column) => ({ column, ...look(column, rows) }))
  const given = seen.filter(({ isGiven }) => isGiven)
  // Rows that say nothing still say how many they are: each takes one column's default.
  const columns = (given.length === 0 && rows.length > 1 ? seen.slice(0, 1) : given).map(
    ({ column }) => column,
  )
  const isPlain = given.length > 0 && given.every(({ isPlain }) => isPlain)
  if (isPlain && rows.length === 1) return { columns, kind: 'one', size: 1 }
  if (isPlain && columns.every((column) => castType(column) !== undefined))
    return { columns, kind: 'arrays', size: pageSize }
  const size = Math.max(1, Math.floor(parameterLimit / Math.max(1, columns.length)))
  return { columns, kind: 'lists', size: Math.min(pageSize, size) }
}

/** Whether any row gives a column a value, and whether every row gives it one that is no expression. */
function look(
  column: Attribute,
  rows: readonly Row[],
): { readonly isGiven: boolean; readonly isPlain: boolean } {
  let given = 0
  let plain = 0
  for (const row of rows) {
    const value = row[column.fieldName]
    if (!isGiven(column, value)) continue
    given += 1
    if (!(value instanceof SequelizeMethod)) plain += 1
  }
  return { isGiven: given > 0, isPlain: plain === rows.length }
}

/** Compiles one page of rows. */
export function insertPage(
  core: Core,
  model: ModelClass,
  { columns, kind }: Layout,
  rows: readonly Row[],
  manner: InsertManner,
): Statement {
  if (kind === 'lists') {
    const bound = expressive(core)
    const source = listed(core, columns, rows, bound)
    const prepare = rows.length === 1
    return { text: framed(core, model, columns, source, manner), values: bound.values, prepare }
  }
  const values =
    kind === 'one'
      ? columns.map(({ fieldName }, index) => cellText(core, columns[index], rows[0]?.[fieldName]))
      : columns.map((column) => arrayText(columnTexts(core, column, rows)))
  return { text: constantText(core, model, columns, kind, manner), values, prepare: true }
}

const texts = new WeakMap<Core, Map<string, string>>()

/** The text of an INSERT is the same for all rows of a shape. */
function constantText(
  core: Core,
  model: ModelClass,
  columns: readonly Attribute[],
  kind: 'arrays' | 'one',
  manner: InsertManner,
): string {
  const known = texts.get(core) ?? new Map<string, string>()
  texts.set(core, known)
  const { onConflict, returning: wanted } = manner
  const rule = onConflict === undefined ? '' : JSON.stringify(onConflict)
  const names = columns.map(({ field }) => field).join('\0')
  const key = `${model.name}\0${String(inside(model)._schema)}\0${kind}\0${String(wanted)}\0${rule}\0${names}`
  const found = known.get(key)
  if (found !== undefined) return found
  const places = columns.map((column, index) =>
    kind === 'one' ? `$${index + 1}` : `$${index + 1}::${castType(column)}[]`,
  )
  const source =
    kind === 'one'
      ? `VALUES (${places.join(', ')})`
      : `SELECT ${places.map((place) => `unnest(${place})`).join(', ')}` // one table of them all would be stored first
  const made = framed(core, model, columns, source, manner)
  known.set(key, made)
  return made
}

function framed(
  core: Core,
  model: ModelClass,
  columns: readonly Attribute[],
  source: string,
  { onConflict, returning: wanted }: InsertManner,
): string {
  const into = `INSERT INTO ${core.generator.quoteTable(model.getTableName())}`
  const names = columns.length === 0 ? '' : ` (${columns.map((each) => quoted(core, each)).join(', ')})`
  const tail = [conflict(core, model, onConflict), returning(core, model, wanted)]
  return [`${into}${names} ${source}`, ...tail].filter((part) => part !== '').join(' ')
}

export function isGiven(column: Attribute, value: unknown): boolean {
  if (value === undefined) return false
  if (value === null) return column.autoIncrement !== true
  return typeof value !== 'object' || !isDatabaseDefault(column, value)
}

/** A default that is SQL (`now()`) sits on built instances as that very expression: the database makes it itself. */
function isDatabaseDefault(column: Attribute, value: unknown): boolean {
  if (!(value instanceof SequelizeMethod)) return false
  return value === column.defaultValue || JSON.stringify(value) === JSON.stringify(column.defaultValue)
}

function cellText(core: Core, column: Attribute | undefined, value: unknown): string | null {
  return column === undefined ? null : text(encode(core, column, value))
}

/** A column of all rows; the column's type is looked at once for those that are texts. */
function columnTexts(core: Core, column: Attribute, rows: readonly Row[]): readonly (string | null)[] {
  const { fieldName } = column
  const isText = takesTexts(column)
  return rows.map((row) => {
    const value = row[fieldName]
    return isText && typeof value === 'string' ? value : text(encode(core, column, value))
  })
}

function listed(core: Core, columns: readonly Attribute[], rows: readonly Row[], bound: Binding): string {
  if (columns.length === 0) return 'DEFAULT VALUES'
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
export function rowOf(model: ModelClass, values: Row): Row {
  const { createdAt, updatedAt } = inside(model)._timestampAttributes
  const first = isUnstamped(model, createdAt, values)
  const second = isUnstamped(model, updatedAt, values)
  if (!first && !second) return values
  return {
    ...values,
    ...(first ? { [createdAt ?? '']: now } : {}),
    ...(second ? { [updatedAt ?? '']: now } : {}),
  }
}

const now = fn('now')

function isUnstamped(model: ModelClass, name: string | undefined, values: Row): boolean {
  if (name === undefined || values[name] !== undefined) return false
  return attributeOf(model, name)?.defaultValue === undefined
}
