/**
 * Many rows of one table, each with changes of its own, in one UPDATE: the table is joined to the new values, which come
 * as one array a column or, where a type cannot travel in an array, as a union whose first and empty part is the table
 * itself, so that PostgreSQL takes the types from there.
 */
import type { Model } from 'sequelize'
import { binding, encode } from '../core/binding.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { inside, insideInstance, versionOf } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import { storedValue } from '../core/changes.ts'
import { castType } from './column-type.ts'
import { known, quoted, touch } from './column.ts'
import { columnsOf } from '../core/sequelize.ts'
import { parameterLimit } from './insert.ts'
import type { Change, Written } from './update.ts'

/** Rows in one statement: of arrays, and of a union, which PostgreSQL parses part by part. */
const pageSizes = { arrays: 10_000, union: 500 }

/** One column of the joined values: what it is called there, and its value for each row. */
type Source = {
  readonly alias: string
  readonly column: Attribute | undefined
  value(change: Change): unknown
}

/** Compiles the statements, a page each. */
export function* batch(core: Core, model: ModelClass, changes: readonly Change[]): Iterable<Written> {
  const layout = layoutOf(core, model, changes)
  const travels = layout.sources.every(({ column }) => column === undefined || castType(column) !== undefined)
  const most = Math.floor(parameterLimit / Math.max(1, layout.sources.length))
  const size = travels ? pageSizes.arrays : Math.max(1, Math.min(pageSizes.union, most))
  for (let start = 0; start < changes.length; start += size) {
    const page = changes.slice(start, start + size)
    const bound = binding(core)
    const values = travels ? arrays(core, layout, page, bound) : union(core, layout, model, page, bound)
    const target = core.generator.quoteTable(model.getTableName())
    const source = `UPDATE ${target} AS t SET ${layout.set} FROM ${values} WHERE ${layout.where}`
    const statement = {
      text: `${source} RETURNING ${layout.returning}`,
      values: bound.values,
      prepare: travels,
    }
    yield { statement, instances: page.map(({ instance }): Model => instance), hasPlaces: true }
  }
}

type Layout = {
  readonly sources: readonly Source[]
  readonly set: string
  readonly where: string
  readonly returning: string
}

/** A column that not every row changes has a flag beside it that says which do. */
function layoutOf(core: Core, model: ModelClass, changes: readonly Change[]): Layout {
  const version = versionOf(model)
  const keys = [...inside(model).primaryKeyAttributes, ...(version === undefined ? [] : [version.fieldName])]
  const names = [...new Set(changes.flatMap((change) => change.names))].filter(
    (name) => name !== version?.fieldName,
  )
  const q = (name: string) => quoted(core, known(model, name))
  const sources: Source[] = keys.map((name, index) => {
    return {
      alias: `k${index}`,
      column: known(model, name),
      value: ({ instance }) => storedValue(instance, name),
    }
  })
  const set = names.map((name, index) => {
    const value = ({ instance }: Change) => insideInstance(instance).dataValues[name]
    sources.push({ alias: `c${index}`, column: known(model, name), value })
    if (changes.every((change) => change.names.includes(name))) return `${q(name)} = v.c${index}`
    sources.push({ alias: `f${index}`, column: undefined, value: (change) => change.names.includes(name) })
    return `${q(name)} = CASE WHEN v.f${index} THEN v.c${index} ELSE t.${q(name)} END`
  })
  if (version !== undefined) set.push(`${q(version.fieldName)} = t.${q(version.fieldName)} + 1`)
  set.push(...touch(core, model, names))
  const where = keys.map((name, index) => `t.${q(name)} = v.k${index}`).join(' AND ')
  const columns = columnsOf(model).map((column) => `t.${quoted(core, column)}`)
  return { sources, set: set.join(', '), where, returning: ['v.place', ...columns].join(', ') }
}

function arrays(core: Core, { sources }: Layout, page: readonly Change[], bound: Binding): string {
  const lists = sources.map(({ column, value }) => {
    const cells = page.map((change) => text(encoded(core, column, value(change))))
    return `${bound.bind(cells)}::${column === undefined ? 'boolean' : castType(column)}[]`
  })
  const names = [...sources.map(({ alias }) => alias), 'place']
  return `unnest(${lists.join(', ')}) WITH ORDINALITY AS v(${names.join(', ')})`
}

function union(
  core: Core,
  { sources }: Layout,
  model: ModelClass,
  page: readonly Change[],
  bound: Binding,
): string {
  const types = sources.map(({ alias, column }) =>
    column === undefined ? `false AS ${alias}` : `${quoted(core, column)} AS ${alias}`,
  )
  const table = core.generator.quoteTable(model.getTableName())
  const typed = `SELECT ${types.join(', ')}, 0 AS place FROM ${table} WHERE false`
  const rows = page.map((change, index) => {
    const cells = sources.map(({ column, value }) => bound.bind(encoded(core, column, value(change))))
    return `SELECT ${cells.join(', ')}, ${index + 1}`
  })
  return `(${[typed, ...rows].join(' UNION ALL ')}) AS v`
}

function encoded(core: Core, column: Attribute | undefined, value: unknown): unknown {
  return column === undefined ? value : encode(core, column, value)
}
